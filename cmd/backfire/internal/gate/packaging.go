package gate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const mendPackaging = `Every platform that -tags rust links (internal/kernel/link_*.go) has a library under lib/, with the checksum that its
SHA256SUMS has, built from the kernel's sources as they are now (BUILD has their digest).
A missing or stale library: './build.rs-wrapper.sh --list' says which tools it takes, './build.rs-wrapper.sh PLATFORM' builds
it; commit lib/ afterwards. A wrong checksum: the file was changed by something else than the wrapper; build it anew.`

// linked finds the libraries that the bridge links.
var linked = regexp.MustCompile(`lib/([a-z0-9_]+)/libbackfire\.a`)

// checkPackaging looks at the prebuilt libraries.
func checkPackaging(ctx context.Context, g *gate) ([]string, error) {
	platforms, err := g.platforms()
	if err != nil {
		return nil, err
	}
	if err := need("bash"); err != nil {
		return nil, err
	}
	digest, err := g.run(ctx, g.root, nil, "bash", "build.rs-wrapper.sh", "--sources")
	if err != nil {
		return nil, err
	}
	digest = strings.TrimSpace(digest)
	var evidence []string
	var wrong []error
	for _, platform := range platforms {
		sum, err := g.checkLibrary(platform, digest)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		evidence = append(evidence, platform+" sha256:"+sum)
	}
	return append(evidence, "sources sha256:"+digest), errors.Join(wrong...)
}

// platforms returns those for which -tags rust links a library.
func (g *gate) platforms() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(g.root, "internal/kernel/link_*.go"))
	if err != nil {
		return nil, err
	}
	var platforms []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, found := range linked.FindAllSubmatch(content, -1) {
			platforms = append(platforms, string(found[1]))
		}
	}
	if len(platforms) == 0 {
		return nil, errors.New("internal/kernel links no library")
	}
	slices.Sort(platforms)
	return slices.Compact(platforms), nil
}

// checkLibrary returns the checksum of a platform's library.
func (g *gate) checkLibrary(platform, sources string) (string, error) {
	dir := filepath.Join(g.root, "lib", platform)
	library, err := os.ReadFile(filepath.Join(dir, "libbackfire.a"))
	if err != nil {
		return "", fmt.Errorf("%s: %w", platform, err)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		return "", fmt.Errorf("%s: %w", platform, err)
	}
	build, err := os.ReadFile(filepath.Join(dir, "BUILD"))
	if err != nil {
		return "", fmt.Errorf("%s: %w", platform, err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(library))
	if !strings.Contains(string(sums), sum+"  libbackfire.a\n") {
		return "", fmt.Errorf("%s: the library has SHA-256 %s, which SHA256SUMS does not have", platform, sum)
	}
	if !strings.Contains(string(sums), fmt.Sprintf("%x  BUILD\n", sha256.Sum256(build))) {
		return "", fmt.Errorf("%s: BUILD is not what SHA256SUMS says", platform)
	}
	if !strings.Contains(string(build), "sources: sha256:"+sources+"\n") {
		return "", fmt.Errorf("%s: the library was built from other sources than those here", platform)
	}
	return sum, nil
}
