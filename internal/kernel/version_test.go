package kernel_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// TestVersionsAgree: the module, both kernels, the header, the prebuilt libraries and the newest release of the changelog are
// one version. scripts/release sets them all.
func TestVersionsAgree(t *testing.T) {
	assert.Equal(t, kernel.Version, backfire.Version)
	places := map[string]string{
		"kernel/Cargo.toml":    `(?m)^version = "(.*)"$`,
		"include/backfire.h":   `(?m)^#define BF_VERSION "(.*)"$`,
		"edge/js/package.json": `(?m)^  "version": "(.*)",$`,
		"CHANGELOG.md":         `(?m)^(?:## |To be )(\d+\.\d+\.\d+)`,
	}
	builds, err := filepath.Glob("../../lib/*/BUILD")
	require.NoError(t, err)
	require.NotEmpty(t, builds)
	for _, build := range builds {
		path, err := filepath.Rel("../..", build)
		require.NoError(t, err)
		places[filepath.ToSlash(path)] = `(?m)^kernel: (.*)$`
	}
	for path, pattern := range places {
		content, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(path)))
		if errors.Is(err, fs.ErrNotExist) && path == "kernel/Cargo.toml" {
			continue // the Rust workspace may be a repository of its own
		}
		require.NoError(t, err)
		found := regexp.MustCompile(pattern).FindSubmatch(content)
		require.NotNil(t, found, "%s has no version", path)
		assert.Equal(t, kernel.Version, string(found[1]), path)
	}
}
