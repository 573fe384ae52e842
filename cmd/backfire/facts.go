package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

// guarding are the flags of the commands that hold something against facts.
type guarding struct {
	facts       []string
	policy      string
	policyGiven func() bool
}

const factsHelp = `Facts are Markdown (.md), plain text (.txt), JSON Lines (.jsonl with "text" and perhaps "id") or directories of
them. In Markdown each paragraph, list item and table row is a fact, in plain text each paragraph.`

// addFacts adds --facts.
func (g *guarding) addFacts(cmd *cobra.Command, need bool) {
	cmd.Flags().StringArrayVarP(&g.facts, "facts", "f", nil, "file or directory of facts (may be repeated)")
	if need {
		if err := cmd.MarkFlagRequired("facts"); err != nil {
			panic(err) // the flag was defined one line above
		}
	}
}

// addPolicy adds --policy.
func (g *guarding) addPolicy(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&g.policy, "policy", "p", "", "policy file in YAML (default: that of the README)")
	g.policyGiven = func() bool { return cmd.Flags().Changed("policy") }
}

// load reads all facts. With several roots the ids begin with the path as it was given, since files of different roots
// may have one name.
func (g *guarding) load(ctx context.Context) ([]backfire.Fact, error) {
	var all []backfire.Fact
	for _, path := range g.facts {
		facts, err := backfire.LoadFacts(ctx, path, &backfire.LoadOptions{Prefix: g.prefix(path)})
		if err != nil {
			return nil, err
		}
		all = append(all, facts...)
	}
	return all, nil
}

// prefix returns what the ids of a root's facts begin with. The ids of a file begin with its name already.
func (g *guarding) prefix(path string) string {
	if len(g.facts) == 1 {
		return ""
	}
	dir := filepath.Clean(path)
	if !isDir(path) {
		dir = filepath.Dir(dir)
	}
	if dir == "." {
		return ""
	}
	return filepath.ToSlash(dir) + "/"
}

// newGuard loads facts and policy.
func (g *guarding) newGuard(ctx context.Context) (*backfire.Guard, error) {
	policy, err := g.loadPolicy()
	if err != nil {
		return nil, err
	}
	facts, err := g.load(ctx)
	if err != nil {
		return nil, err
	}
	return backfire.New(backfire.Config{Facts: facts, Policy: &policy})
}

func (g *guarding) loadPolicy() (backfire.Policy, error) {
	if !g.policyGiven() {
		return backfire.DefaultPolicy(), nil
	}
	return backfire.LoadPolicy(g.policy) // an empty name too: an unset variable must not mean no policy
}
