#!/usr/bin/env bash
# run.sh [LIBRARY] compiles all.c as C11 and as C++17 with every warning an error, links it with a kernel (by default the
# prebuilt one for linux/amd64) and runs it; then with sanitizers and under valgrind, where they are here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
library=${1:-../../../lib/linux_amd64/libbackfire.a}
include=../../../include
tables=../../testdata/tables.bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
warnings=(-Wall -Wextra -Wconversion -Werror)
libraries=(-lm -lpthread -ldl)

echo "C11"
"${CC:-cc}" -std=c11 "${warnings[@]}" -I"$include" all.c "$library" -o "$work/c" "${libraries[@]}"
"$work/c" "$tables"
if command -v "${CXX:-c++}" >/dev/null; then
	echo "C++17"
	"${CXX:-c++}" -std=c++17 "${warnings[@]}" -I"$include" -x c++ all.c -x none "$library" -o "$work/cc" "${libraries[@]}"
	"$work/cc" "$tables"
else
	echo "SKIPPED: no C++ compiler"
fi
if "${CC:-cc}" -std=c11 -g -fsanitize=address,undefined -I"$include" all.c "$library" -o "$work/asan" "${libraries[@]}" 2>/dev/null; then
	echo "AddressSanitizer, LeakSanitizer, UndefinedBehaviorSanitizer"
	ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1 "$work/asan" "$tables"
else
	echo "SKIPPED: no sanitizers in the C compiler"
fi
if command -v valgrind >/dev/null; then
	echo "valgrind"
	valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=9 "$work/c" "$tables"
else
	echo "SKIPPED: no valgrind"
fi
