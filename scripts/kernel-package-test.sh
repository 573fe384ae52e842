#!/usr/bin/env bash
# Makes the package of the Rust kernel twice, compares the two, and builds and runs a C program with what is in it, found by
# pkg-config, linked with the shared and with the static library.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash "$root/scripts/kernel-package.sh" "$work/one" >/dev/null
bash "$root/scripts/kernel-package.sh" "$work/two" >/dev/null
cmp "$work"/one/*.tar.gz "$work"/two/*.tar.gz
mkdir "$work/moved"
tar -C "$work/moved" -xzf "$work"/one/*.tar.gz
package=$(echo "$work"/moved/*)
(cd "$package" && sha256sum --quiet -c SHA256SUMS)
if command -v python3 >/dev/null; then
	python3 -c 'import json,sys; s=json.load(open(sys.argv[1])); assert s["spdxVersion"]=="SPDX-2.3" and {p["SPDXID"] for p in s["packages"]} >= {r["relatedSpdxElement"] for r in s["relationships"]}' "$package/sbom.spdx.json"
fi

cat >"$work/use.c" <<'END'
#include <backfire.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    static uint8_t tables[1 << 24];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) return 2;
    size_t size = fread(tables, 1, sizeof tables, file);
    fclose(file);
    bf_kernel *kernel;
    bf_message message;
    if (bf_kernel_open(tables, size, &kernel, &message) != BF_STATUS_OK) return 1;
    const char *claim = "The trial lasts 14 days.", *fact = "The trial lasts 30 days.";
    bf_signals_record signals;
    if (bf_signals(kernel, (const uint8_t *)claim, strlen(claim), (const uint8_t *)fact, strlen(fact), &signals, &message) != BF_STATUS_OK) return 1;
    bf_kernel_free(kernel);
    printf("%s: numeric %d\n", bf_version(), (int)signals.numeric);
    return signals.numeric == 2 ? 0 : 1; /* conflicting */
}
END
export PKG_CONFIG_PATH=$package/lib/pkgconfig
if ! command -v pkg-config >/dev/null; then
	echo "SKIPPED: no pkg-config, with which the package is used"
	exit 0
fi
# shellcheck disable=SC2046
cc -Wall -Wextra -o "$work/shared" "$work/use.c" $(pkg-config --cflags --libs backfire)
LD_LIBRARY_PATH=$package/lib "$work/shared" "$package/share/backfire/tables.bin"
rm "$package"/lib/*.so*
# shellcheck disable=SC2046
cc -Wall -Wextra -o "$work/static" "$work/use.c" $(pkg-config --cflags --libs --static backfire)
"$work/static" "$package/share/backfire/tables.bin"
