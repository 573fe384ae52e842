#!/usr/bin/env bash
# Makes the npm package of the kernel: scripts/npm-package.sh DIR. DIR gets the package's folder, package/, and, where npm is, the
# file that npm publishes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[[ $# == 1 ]] || { echo "usage: scripts/npm-package.sh DIR" >&2; exit 2; }
mkdir -p "$1"
to=$(cd "$1" && pwd -P)
rm -rf "$to/package"
mkdir "$to/package"
(cd "$root/lib/wasm32" && sha256sum --quiet -c SHA256SUMS)
version=$(sed -n 's/^kernel: //p' "$root/lib/wasm32/BUILD")
grep -q "\"version\": \"$version\"" "$root/edge/js/package.json" ||
	{ echo "npm-package: edge/js/package.json has another version than the module, which is $version" >&2; exit 1; }
cp -r "$root"/edge/js/{package.json,README.md,index.js,index.d.ts,lib} "$root/LICENSE" "$root/lib/wasm32/backfire.wasm" \
	"$root/contract/tables/tables.bin" "$to/package"
if command -v npm >/dev/null; then
	(cd "$to/package" && npm pack --silent --pack-destination "$to")
else
	echo "npm-package: there is no npm; $to/package is what it would pack" >&2
fi
