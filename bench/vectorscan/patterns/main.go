// Command patterns prints the patterns of contract/rules as Vectorscan reads them, a line each, for bench/vectorscan/run.sh.
// What may not stand before or after a match, the checks beside the patterns and the skeleton are left out: Vectorscan has less
// to do, which makes it an upper bound.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/backfire-ai/backfire-go/internal/rules"
)

func main() {
	all, err := rules.ReadDir("contract/rules")
	if err != nil {
		fmt.Fprintln(os.Stderr, "vectorscan:", err)
		os.Exit(1)
	}
	for _, r := range all {
		fmt.Println(pattern(r))
	}
}

// pattern writes out the gap that a space stands for in a rule over the skeleton.
func pattern(r rules.Rule) string {
	p := strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(r.Pattern)
	if r.View == rules.Skeleton {
		p = "(?i)" + strings.ReplaceAll(p, " ", `[^a-z0-9@$\x{80}-\x{10FFFF}]{1,6}`)
	}
	return p
}
