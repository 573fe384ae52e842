package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

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
		_, err := fmt.Fprintf(c.out, "backfire %s (%s, %s, %s)\n", v.version, kernelWords(v.kernel), v.goVersion, v.platform)
		return err
	})
	return cmd
}

// kernelWords names the kernel that serves, or says why none does.
func kernelWords(k backfire.KernelInfo) string {
	if k.Name == "" {
		return "no kernel: " + strings.TrimPrefix(k.Reason, "backfire: ")
	}
	return "kernel " + k.Name + " " + k.Version
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

// version: {version, kernel, kernel_version, revision, go, platform}. The kernel's are null if none can serve, and revision is
// in a build without one.
func (w *jsonWriter) version(v version) {
	w.text("version", v.version)
	w.maybeText("kernel", v.kernel.Name)
	w.maybeText("kernel_version", v.kernel.Version)
	w.maybeText("revision", v.revision)
	w.text("go", v.goVersion)
	w.text("platform", v.platform)
}
