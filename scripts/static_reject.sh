#!/usr/bin/env bash
# Links -tags rust with kernels that are wrong on purpose, made of a C file, in place of the prebuilt one, and checks that
# the Go kernel serves and says why, once, and that BACKFIRE_KERNEL=rust fails for that reason.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CGO_ENABLED=1
unset BACKFIRE_KERNEL
cc=$(go env CC)
arch=$(go env GOARCH)
if [[ $(go env GOOS) != linux || ! -e $root/lib/linux_$arch/libbackfire.a ]]; then
	echo "SKIPPED: the stub is written for Linux, on platforms with a prebuilt library"
	exit 0
fi

die() {
	printf 'static_reject.sh: %s\n' "$*" >&2
	exit 1
}

# expect TEXT FILE fails unless the file has a line with the text.
expect() {
	grep -qF -- "$1" "$2" || { sed 's/^/    /' "$2" >&2; die "$name: nowhere is said: $1"; }
}

# copy makes a copy of what the command is built of, in which a library may be replaced, and goes there.
copy() {
	mkdir "$work/module"
	cd "$root"
	cp -r go.mod go.sum backfire cmd contract fallback include internal "$work/module"
	mkdir "$work/module/lib"
	cp -r "lib/linux_$arch" "$work/module/lib"
	rm "$work/module/lib/linux_$arch/libbackfire.a"
	cd "$work/module"
}

# wrong NAME WHY DEFINE… makes the kernel that the macros describe, which is to be rejected because of WHY.
wrong() {
	name=$1
	local why=$2 archive=lib/linux_$arch/libbackfire.a program=$work/$1 code=0
	shift 2
	rm -f "$archive" "$work/stub.o"
	"$cc" -c -Iinclude -o "$work/stub.o" "$@" internal/kernel/testdata/stub.c
	ar rcs "$archive" "$work/stub.o"
	go build -tags rust -o "$program" ./cmd/backfire

	"$program" doctor >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; die "$name: doctor failed"; }
	grep -q '^WARN *kernel *go .*rust kernel rejected: ' "$work/out" || { cat "$work/out" >&2; die "$name: the Go kernel does not serve"; }
	expect "rejected: $why" "$work/out"
	[[ ! -s $work/err ]] || { cat "$work/err" >&2; die "$name: doctor writes to standard error"; }

	BACKFIRE_KERNEL=go "$program" doctor >"$work/out" 2>"$work/err" || die "$name: the Go kernel does not serve when it is asked for"
	[[ ! -s $work/err ]] || { cat "$work/err" >&2; die "$name: a warning although nothing was rejected"; }

	BACKFIRE_KERNEL=rust "$program" doctor >"$work/out" 2>"$work/err" || code=$?
	[[ $code == 1 ]] || die "$name: exit code $code with BACKFIRE_KERNEL=rust, want 1"
	expect "rejected: $why" "$work/out"
	[[ $(grep -c rejected "$work/out") == 1 ]] || { cat "$work/out" >&2; die "$name: said more than once"; }
	echo "$name: rejected"
}

copy
fingerprint=-DFINGERPRINT=BF_ABI_FINGERPRINT
current='-DVERSION="0.1.0"'
wrong too-old 'version: found "0.0.9", want >=0.1.0, <0.2.0' '-DVERSION="0.0.9"' "$fingerprint" -DCONTRACT=1
wrong too-new 'version: found "0.2.0", want >=0.1.0, <0.2.0' '-DVERSION="0.2.0"' "$fingerprint" -DCONTRACT=1
wrong pre-release 'version: found "0.1.1-rc.1", want >=0.1.0, <0.2.0' '-DVERSION="0.1.1-rc.1"' "$fingerprint" -DCONTRACT=1
wrong a-field-more 'abi fingerprint: found ' "$current" '-DFINGERPRINT=(BF_ABI_FINGERPRINT+1)' -DCONTRACT=1
wrong another-contract 'contract: found 2, want 1' "$current" "$fingerprint" -DCONTRACT=2
wrong wrong-answers 'self-test: found another answer, want the answers of the Go kernel' "$current" "$fingerprint" -DCONTRACT=1
wrong a-length-that-lies 'self-test: found another answer, want the answers of the Go kernel' "$current" "$fingerprint" -DCONTRACT=1 -DLONG_FOLD
