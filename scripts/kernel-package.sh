#!/usr/bin/env bash
# Makes the package of the Rust kernel for this machine, which is versioned and shipped apart from the Go module:
#
#     scripts/kernel-package.sh FOLDER    writes FOLDER/backfire-kernel-VERSION-PLATFORM.tar.gz and its .sha256
#
# In it: the shared and the static library, the tables, the header, a pkg-config file, the licence and notices of all that is
# in it, an SBOM (SPDX 2.3) and checksums. The same sources and compiler give the same bytes. Needs cargo.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[[ $# == 1 ]] || {
	echo "usage: scripts/kernel-package.sh FOLDER" >&2
	exit 2
}
mkdir -p "$1"
out=$(cd "$1" && pwd -P)
case $(uname -s)-$(uname -m) in
Linux-x86_64) platform=linux_amd64 ;;
Linux-aarch64) platform=linux_arm64 ;;
*)
	echo "kernel-package.sh: run it on Linux; elsewhere the module's own static library is all there is" >&2
	exit 1
	;;
esac
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/kernel/Cargo.toml" | head -1)
name=backfire-kernel-$version-$platform
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=$work/$name
mkdir -p "$package"/{include,lib/pkgconfig,share/backfire}

# The static library is the one that the module links; the shared one is made now. Paths of this machine stay out of it.
(
	cd "$root/kernel"
	RUSTFLAGS="--remap-path-prefix=$root/kernel= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=registry \
-Clink-arg=-Wl,-soname,libbackfire.so.0 -Clink-arg=-Wl,--build-id=none -Cstrip=debuginfo" \
		CARGO_TARGET_DIR=$work/target cargo rustc --quiet --locked --release -p backfire-abi --lib --crate-type cdylib
)
install -m 644 "$root/lib/$platform/libbackfire.a" "$package/lib/"
install -m 755 "$work/target/release/libbackfire.so" "$package/lib/libbackfire.so.$version"
ln -s "libbackfire.so.$version" "$package/lib/libbackfire.so.0"
ln -s "libbackfire.so.0" "$package/lib/libbackfire.so"
install -m 644 "$root/include/backfire.h" "$package/include/"
install -m 644 "$root/contract/tables/tables.bin" "$package/share/backfire/"
install -m 644 "$root/LICENSE" "$package/"

cat >"$package/lib/pkgconfig/backfire.pc" <<END
prefix=\${pcfiledir}/../..
Name: backfire
Description: Checks the claims of a text against facts: the kernel of backfire
URL: https://github.com/backfire-ai/backfire-go
Version: $version
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -lbackfire
Libs.private: -lpthread -ldl -lm
END

# crates prints name, version and licence of each crate that is linked into the library.
crates() { (cd "$root/kernel" && cargo tree --locked -p backfire-abi -e normal --prefix none --format '{p}|{l}') | sed 's/ ([^)]*)//; s/ v/|/' | sort -u; }
rust=$(cd "$root/kernel" && rustc --version | cut -d' ' -f2)
{
	echo "backfire-kernel $version contains:"
	echo
	crates | while IFS='|' read -r crate v licence; do echo "$crate $v: $licence"; done
	echo "The Rust standard library $rust and what it contains: MIT OR Apache-2.0, https://github.com/rust-lang/rust"
	echo
	echo "LICENSE has the text of Apache-2.0, under which all of these are used. The tables were made of what follows."
	echo
	cat "$root/contract/lexicon/NOTICE.md"
} >"$package/NOTICES"

# sum prints the SHA-256 of a file of the package.
sum() { sha256sum "$package/$1" | cut -d' ' -f1; }
# spdx prints a package of the SBOM.
spdx() {
	printf '    {"SPDXID": "SPDXRef-%s", "name": "%s", "versionInfo": "%s", "licenseDeclared": "%s", "licenseConcluded": "%s", "downloadLocation": "%s", "filesAnalyzed": false, "copyrightText": "NOASSERTION"}' \
		"$1" "$1" "$2" "$3" "$3" "$4"
}
{
	cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "$name",
  "documentNamespace": "https://github.com/backfire-ai/backfire-go/spdx/$name-$(sum "lib/libbackfire.so.$version")",
  "creationInfo": {"created": "1970-01-01T00:00:00Z", "creators": ["Tool: scripts/kernel-package.sh"]},
  "packages": [
END
	crates | while IFS='|' read -r crate v licence; do
		spdx "$crate" "$v" "$licence" https://github.com/backfire-ai/backfire-go
		printf ',\n'
	done
	spdx rust-std "$rust" "MIT OR Apache-2.0" https://github.com/rust-lang/rust
	printf '\n  ],\n  "relationships": [\n'
	printf '    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-backfire-abi"}'
	crates | cut -d'|' -f1 | grep -vx backfire-abi | while read -r crate; do
		printf ',\n    {"spdxElementId": "SPDXRef-backfire-abi", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "SPDXRef-%s"}' "$crate"
	done
	printf ',\n    {"spdxElementId": "SPDXRef-backfire-abi", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "SPDXRef-rust-std"}\n  ]\n}\n'
} >"$package/sbom.spdx.json"

(cd "$package" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - "$name" | gzip -n9 >"$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz"
