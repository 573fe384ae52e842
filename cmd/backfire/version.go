package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

func (c *cli) version() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.RunE = c.begin(func(*cobra.Command, []string) error {
		v := buildVersion()
		if asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.version(v) })
		}
		_, err := fmt.Fprintf(c.out, "backfire %s (kernel %s %s, %s, %s)\n", v.version, v.kernel.Name, v.kernel.Version, v.goVersion, v.platform)
		return err
	})
	return cmd
}

// version is what this binary is.
type version struct {
	version, revision, goVersion, platform string
	kernel                                 backfire.KernelInfo
}

func buildVersion() version {
	v := version{
		version: backfire.Version, goVersion: runtime.Version(), platform: runtime.GOOS + "/" + runtime.GOARCH,
		kernel: backfire.Kernel(),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.revision = s.Value
			}
		}
	}
	return v
}

// version: {version, kernel, kernel_version, revision, go, platform}. revision is null in a build without one.
func (w *jsonWriter) version(v version) {
	w.text("version", v.version)
	w.text("kernel", v.kernel.Name)
	w.text("kernel_version", v.kernel.Version)
	w.maybeText("revision", v.revision)
	w.text("go", v.goVersion)
	w.text("platform", v.platform)
}
