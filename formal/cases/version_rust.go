//go:build rust

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// versions are texts around what the gate takes.
var versions = []string{
	"", "0.1.0", "0.1.1", "0.1.9", "0.1.10", "0.1.18446744073709551615", "0.1.18446744073709551616", "0.1.99999999999999999999999", "0.0.9",
	"0.0.999999999", "0.2.0", "0.2.1", "1.1.0", "1.0.0", "10.1.0", "0.10.0", "0.01.0", "00.1.0", "0.1.00", "0.1.01", "0.1", "0", "0.1.", "0..0",
	".1.0", "..", "0.1.0.0", "0.1.0-alpha", "0.1.0-alpha.1", "0.1.0-0", "0.1.0-01", "0.1.0-", "0.1.0-a..b", "0.1.0-a_b", "0.2.0-alpha", "0.1.0+build",
	"0.1.0+build.5", "0.1.0+01", "0.1.0+", "0.1.0+a..b", "0.1.0+a_b", "0.1.0+a+b", "0.1.0+a-b", "0.1.0-a+b", "0.1.0-+b", "0.1.0+-", "v0.1.0", "V0.1.0",
	" 0.1.0", "0.1.0 ", "0.1.0\n", "0.1.0\x00", "0,1,0", "0.1.x", "0.1.*", "-0.1.0", "+0.1.0", "0.1.-1", "0.1.+1", "0.1.1e3", "0x0.1.0", "0.1.٣",
	"0.1.\xff", "0.1.0+é", "0.1.0-é", "0.1.0+" + strings.Repeat("a", 250), "0.1.0+" + strings.Repeat("a", 251), "0.1." + strings.Repeat("0", 252),
	"0.1." + strings.Repeat("1", 252), "0.1." + strings.Repeat("1", 253), "0-1.1.0", "0+1.1.0", "0.1+1.0", "0.1-1.0",
}

func versionSuites(_ kernel.Kernel, _ string) ([]suite, error) {
	texts := append([]string(nil), versions...)
	r := rand.New(rand.NewPCG(3, 4))
	for range 600 {
		texts = append(texts, randomVersion(r))
	}
	s := suite{name: "VersionRandom", of: "version"}
	for _, text := range texts {
		name := fmt.Sprintf("%+q", text[:min(len(text), 40)])
		s.cases = append(s.cases, coqCase{name, fmt.Sprintf("(%s, %s)", coqBytes(text), coqBool(kernel.CheckVersion(text) == nil))})
	}
	choices, err := choiceSuite()
	return []suite{s, choices}, err
}

// randomVersion returns a version near the range, with a change or two.
func randomVersion(r *rand.Rand) string {
	number := func() string { return []string{"0", "1", "2", "3", "10", "01", "", "007", "65536"}[min(r.IntN(14), 8)] }
	s := []byte("0.1." + number())
	if r.IntN(2) == 0 {
		s = []byte(number() + "." + number() + "." + number())
	}
	tail := func() string {
		return []string{"a", "rc", "0", "1", "00", "-", ".", "a.b", "", "1.02", "_"}[r.IntN(11)]
	}
	if r.IntN(4) == 0 {
		s = append(s, "-"+tail()...)
	}
	if r.IntN(3) == 0 {
		s = append(s, "+"+tail()...)
	}
	for range max(0, r.IntN(4)-2) {
		if len(s) > 0 {
			s[r.IntN(len(s))] = "0123456789.-+aZ vx\xc3/"[r.IntN(20)]
		}
	}
	return string(s)
}

// settings are values of BACKFIRE_KERNEL and what the model calls them.
var settings = []struct{ value, term string }{{"", "Unset"}, {"auto", "Auto"}, {"go", "AskGo"}, {"rust", "AskRust"}, {"gold", "Nonsense"}}

// choiceSuite starts this program anew with each setting, to see which kernel serves.
func choiceSuite() (suite, error) {
	s := suite{name: "Choice", of: "choice"}
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	native := "None"
	if linked {
		native = fmt.Sprintf("(Some {| version_text := %s; fingerprint := true; contract := true; bound := true; tables := true; self_test := true |})",
			coqBytes(kernel.Version))
	}
	for _, setting := range settings {
		cmd := exec.Command(self, "-serves")
		cmd.Env = append(os.Environ(), kernel.Environment+"="+setting.value)
		out, err := cmd.Output()
		if err != nil {
			return s, err
		}
		s.cases = append(s.cases, coqCase{setting.term, fmt.Sprintf("(%s, %s, %s)", setting.term, native, strings.TrimSpace(string(out)))})
	}
	return s, nil
}
