#!/usr/bin/env bash
# Builds the Rust kernel for a platform into lib/<platform>/. See --help, and docs/KERNEL.md for what is in there and why.
set -Eeuo pipefail
trap 'echo "build.rs-wrapper.sh: line $LINENO failed" >&2' ERR
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

usage() {
	cat <<'END'
usage: ./build.rs-wrapper.sh [options] [platform ...]

Builds the Rust kernel, as a static library for cgo, into lib/<platform>/, and writes include/backfire.h anew. Without a
platform: for this machine. A platform is GOOS_GOARCH, with _musl after it for Linux without glibc; or wasm32, whose library is
a WebAssembly module, backfire.wasm, that imports nothing and is at most 1.5 MB large, 600 KB gzipped.

  --list           the platforms, and what of their compilers and tools is here
  --sources        the digest of the sources here, as lib/<platform>/BUILD records it
  --all            every platform; with --check, every one that has a library in lib/
  --check          write nothing; build anew elsewhere and compare with what lib/ has. Exit code 1 if the bytes differ.
                   If the compiler or a tool is not the recorded one, the bytes cannot be compared: that is said, and
                   only the checksums and the digest of the sources are checked.
  --test           link the kernel into a C program beside a second Rust library, run it and let both panic. With
                   BACKFIRE_TEST_CC and BACKFIRE_TEST_RUN, compile and run with these (words; BACKFIRE_TEST_RUN=true: link
                   only) instead of what is usual for the platform.
  --out DIR        write into DIR/<platform>/ instead of lib/<platform>/, and leave include/ alone
  --features LIST  cargo features of the kernel's C ABI (needs --out: what lib/ has is built with none)
  --no-header      leave include/ alone
  --help           this

Exit code 0, 1 for a failure, 2 for wrong usage. CARGO_TARGET_DIR is respected.
END
}

say() { printf '%s\n' "$*" >&2; }
die() {
	say "build.rs-wrapper.sh: $*"
	exit 1
}
misuse() {
	say "build.rs-wrapper.sh: $*"
	say "try --help"
	exit 2
}

platforms="linux_amd64 linux_arm64 linux_amd64_musl linux_arm64_musl darwin_amd64 darwin_arm64 windows_amd64 wasm32"

# describe sets what is known about a platform: Rust's name for it, the format of its objects, the prefix of GNU's tools.
describe() {
	packages="" gnu="" crate=backfire-abi profile=release library=libbackfire.a
	case $1 in
	linux_amd64) target=x86_64-unknown-linux-gnu format=elf gnu=x86_64-linux-gnu packages=binutils-x86-64-linux-gnu ;;
	linux_arm64) target=aarch64-unknown-linux-gnu format=elf gnu=aarch64-linux-gnu packages=binutils-aarch64-linux-gnu ;;
	linux_amd64_musl) target=x86_64-unknown-linux-musl format=elf gnu=x86_64-linux-gnu packages=binutils-x86-64-linux-gnu ;;
	linux_arm64_musl) target=aarch64-unknown-linux-musl format=elf gnu=aarch64-linux-gnu packages=binutils-aarch64-linux-gnu ;;
	darwin_amd64) target=x86_64-apple-darwin format=macho packages=llvm-22 ;;
	darwin_arm64) target=aarch64-apple-darwin format=macho packages=llvm-22 ;;
	windows_amd64) target=x86_64-pc-windows-gnu format=coff gnu=x86_64-w64-mingw32 packages=binutils-mingw-w64-x86-64 ;;
	wasm32)
		target=wasm32-unknown-unknown format=wasm packages=lld-14
		crate=backfire-wasm profile=wasm library=backfire.wasm
		;;
	*) misuse "no such platform: $1 (known: $platforms)" ;;
	esac
}

this_platform() {
	local os arch libc=""
	case $(uname -s) in
	Linux) os=linux ;;
	Darwin) os=darwin ;;
	MINGW* | MSYS* | CYGWIN*) os=windows ;;
	*) die "no prebuilt kernel for $(uname -s); name a platform (--list)" ;;
	esac
	case $(uname -m) in
	x86_64 | amd64) arch=amd64 ;;
	aarch64 | arm64) arch=arm64 ;;
	*) die "no prebuilt kernel for $(uname -m); name a platform (--list)" ;;
	esac
	if [[ $os == linux ]] && { ldd --version 2>&1 || true; } | grep -qi musl; then
		libc=_musl
	fi
	printf '%s\n' "${os}_$arch$libc"
}

sha256() {
	if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# sources_digest prints one digest of all that decides what the kernel does: its code, manifests and locked dependencies.
# Those of the WebAssembly module count for it alone.
sources_digest() {
	local crates=core/.*\|abi/.*
	[[ ${format:-} != wasm ]] || crates+=\|wasm/.*
	(
		cd "$root/kernel"
		find . -type f \( -name '*.rs' -o -name '*.toml' -o -name Cargo.lock \) ! -name deny.toml |
			grep -E "^\\./([^/]*|$crates|\\.cargo/.*)\$" | grep -vE '/(target|tests|benches|examples)/' | sort |
			while read -r file; do sha256 "$file"; done | sha256 | cut -d' ' -f1
	)
}

# --- Compilers ------------------------------------------------------------------------------------------------------

channel() { sed -n 's/^channel *= *"\(.*\)"$/\1/p' "$root/kernel/rust-toolchain.toml"; }

# compilers prints the folders of all pairs of rustc and cargo here, best first: the toolchain that kernel/ asks rustup
# for, then those on the PATH that are not rustup's proxies.
compilers() {
	local rustc
	if command -v rustup >/dev/null && rustup toolchain list 2>/dev/null | grep -q "^$(channel)-"; then
		dirname "$(rustup which --toolchain "$(channel)" rustc)"
	fi
	type -ap rustc | while read -r rustc; do
		[[ -e $(dirname "$rustc")/rustup || ! -x $(dirname "$rustc")/cargo ]] || dirname "$rustc"
	done | awk '!seen[$0]++'
}

# use_compiler looks at the compiler in a folder. True if it can build for $target, with the standard library it was
# shipped with or else with one built from its sources; sets rustc, std, sysroot.
use_compiler() {
	bin=$1
	sysroot=$("$bin/rustc" --print sysroot) || return 1
	if compgen -G "$sysroot/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; then
		std=shipped
	elif [[ -e $sysroot/lib/rustlib/src/rust/library/std/src/lib.rs ]]; then
		std="built from its sources"
	else
		return 1
	fi
	local verbose
	verbose=$("$bin/rustc" -vV)
	rustc="$(head -1 <<<"$verbose"), LLVM $(sed -n 's/^LLVM version: //p' <<<"$verbose"), on $(sed -n 's/^host: //p' <<<"$verbose")"
	commit=$(sed -n 's/^commit-hash: //p' <<<"$verbose")
}

# find_compiler picks the first that can, or the one that built the library whose record is given.
find_compiler() {
	local folder folders record=${1:-}
	folders=$(compilers)
	if [[ -n $record ]]; then
		while read -r folder; do
			if use_compiler "$folder" && grep -qxF "compiler: $rustc" "$record" && grep -qxF "std: $std" "$record"; then
				return 0
			fi
		done <<<"$folders"
	fi
	while read -r folder; do
		[[ -z $folder ]] || ! use_compiler "$folder" || return 0
	done <<<"$folders"
	return 1
}

no_compiler() {
	printf 'no compiler here has a standard library for %s, or the sources to build one. Either of\n' "$target"
	printf '    rustup toolchain install %s && rustup target add --toolchain %s %s\n' "$(channel)" "$(channel)" "$target"
	printf '    apt-get install --no-install-recommends gcc rustc-web cargo-web rust-web-src\n'
}

# --- Tools for objects ----------------------------------------------------------------------------------------------

# gnu_tool prints the GNU tool for the platform's objects: the cross tool, or this machine's own if it is of that kind.
gnu_tool() {
	if command -v "$gnu-$1"; then return; fi
	case $(uname -s)-$(uname -m)-$gnu in
	Linux-x86_64-x86_64-linux-gnu | Linux-aarch64-aarch64-linux-gnu) command -v "$1" ;;
	*) return 1 ;;
	esac
}

# llvm_tool prints the newest of LLVM's tools. Before 22 (19 was tried) objcopy could not make a Mach-O symbol local.
llvm_tool() {
	local tool
	for tool in "llvm-$1" "llvm-$1-24" "llvm-$1-23" "llvm-$1-22"; do
		if command -v "$tool" >/dev/null &&
			[[ $("$tool" --version | sed -n 's/.*LLVM version \([0-9]*\).*/\1/p') -ge 22 ]]; then
			command -v "$tool"
			return
		fi
	done
	return 1
}

# wasm_linker prints LLVM's linker for WebAssembly; of several the oldest, which is what the distribution has.
wasm_linker() {
	local version
	for version in 14 15 16 17 18 19 20 21 22; do
		! command -v "wasm-ld-$version" || return 0
	done
	command -v wasm-ld
}

# find_tools sets nm, objcopy, ar, ld, dlltool as the format needs them, and tools, the line that names their versions.
find_tools() {
	ld="" dlltool=""
	case $format in
	elf) nm=$(gnu_tool nm) && objcopy=$(gnu_tool objcopy) && ar=$(gnu_tool ar) && ld=$(gnu_tool ld) ;;
	coff) nm=$(gnu_tool nm) && objcopy=$(gnu_tool objcopy) && ar=$(gnu_tool ar) && dlltool=$(gnu_tool dlltool) ;;
	macho) nm=$(llvm_tool nm) && objcopy=$(llvm_tool objcopy) && ar=$(llvm_tool ar) ;;
	wasm) ld=$(wasm_linker) ;;
	esac || return 1
	if [[ $format == wasm ]]; then
		tools=$("$ld" --version | head -1)
	elif [[ $format == macho ]]; then
		tools="LLVM $("$objcopy" --version | sed -n 's/.*LLVM version //p')"
	else
		tools=$("$objcopy" --version | sed -n '1s/^GNU objcopy //p')
	fi
}

no_tools() {
	printf 'the tools for its objects are missing:\n    apt-get install --no-install-recommends %s\n' "$packages"
}

# --- Building -------------------------------------------------------------------------------------------------------

# compile builds a package's archive for $target in a target folder. No variable of the caller's gets in, and no path of
# this machine's gets out: the same compiler gives the same bytes anywhere.
compile() {
	local workspace=$1 package=$2 target_dir=$3 std_sources=$sysroot/lib/rustlib/src/rust variable arguments=() flags
	flags=(
		"--remap-path-prefix=$workspace="
		"--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=registry"
		"--remap-path-prefix=$(cd "$target_dir" && pwd -P)=target"
		# rustc names the sources of a shipped standard library too, if they are there.
		"--remap-path-prefix=$std_sources=/rustc/$commit"
	)
	if [[ -d $std_sources ]]; then
		flags+=("--remap-path-prefix=$(cd "$std_sources" && pwd -P)=/rustc/$commit")
	fi
	if [[ $format == wasm ]]; then
		# More than a gigabyte no host has to give; what is refused shows as memory that cannot be had.
		flags+=("-Ctarget-feature=+simd128" "-Clinker=$ld" "-Clinker-flavor=wasm-ld" "-Clink-arg=--max-memory=1073741824")
	fi
	unset RUSTC_BOOTSTRAP
	if [[ $std != shipped ]]; then
		if [[ $format == wasm ]]; then arguments+=(-Z "build-std=std,panic_abort"); else arguments+=(-Z "build-std=std,panic_unwind"); fi
		export RUSTC_BOOTSTRAP=1
	fi
	for variable in $(compgen -e | grep -E '^(RUSTFLAGS|RUSTC_.*WRAPPER|CARGO_(BUILD|PROFILE|TARGET|UNSTABLE)_.*|CARGO_INCREMENTAL|MACOSX_DEPLOYMENT_TARGET)$' || true); do
		unset "$variable"
	done
	CARGO_ENCODED_RUSTFLAGS=$(printf '%s\x1f' "${flags[@]}")
	CARGO_ENCODED_RUSTFLAGS=${CARGO_ENCODED_RUSTFLAGS%$'\x1f'}
	export CARGO_ENCODED_RUSTFLAGS RUSTC=$bin/rustc CARGO_TARGET_DIR=$target_dir
	(
		cd "$workspace"
		shift 3
		[[ $format == wasm ]] || arguments+=(--crate-type staticlib)
		"$bin/cargo" rustc --locked --profile "$profile" --package "$package" --lib --target "$target" \
			${arguments[@]+"${arguments[@]}"} "$@" >&2
	) || die "$platform: cargo failed"
}

# symbols prints what an object or archive defines for others.
symbols() { "$nm" --defined-only --extern-only "$1" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u; }

# own_symbols prints the kernel's, those that stay.
own_symbols() { symbols "$1" | grep -E '^_?bf_[a-z0-9_]+$'; }

# bare makes one archive in a folder from rustc's, whose symbols are all local but the kernel's own. Two archives of rustc's
# cannot be linked into one program: both define rust_eh_personality and the like.
bare() {
	local archive=$1 work=$2
	(
		cd "$work"
		"bare_$format" "$archive"
		rm -f libbackfire.a
	)
	(
		cd "$work"
		# shellcheck disable=SC2046 # the names have no spaces
		case $format in
		macho) "$ar" --format=darwin rcsD libbackfire.a $(cat members) ;;
		*) "$ar" rcsD libbackfire.a $(cat members) ;;
		esac
	)
}

bare_elf() {
	# Bitcode, which older plugins of binutils choke on.
	"$objcopy" -R .llvmbc -R .llvmcmd "$1" rust.a 2>/dev/null
	own_symbols rust.a >keep || die "$platform: no bf_ symbol in the archive"
	# shellcheck disable=SC2046
	"$ld" -r $(sed 's/^/-u /' keep) --gc-sections --force-group-allocation -o all.o rust.a
	"$objcopy" --keep-global-symbols=keep --strip-debug --strip-unneeded -R .comment all.o backfire.o
	echo backfire.o >members
}

# unpack puts the members of an archive into members.d. LTO makes one object of all Rust code but compiler_builtins,
# which comes after it; that one's name goes to main.
unpack() {
	mkdir members.d
	(cd members.d && "$ar" x "$1" && rm -f __.SYMDEF*)
	main=$(cd members.d && find . -name 'backfire-*.o')
	[[ $(wc -l <<<"$main") == 1 && -n $main ]] || die "$platform: want one object of the kernel, got: $main"
	main=${main#./}
	own_symbols "members.d/$main" >keep || die "$platform: no bf_ symbol in the archive"
	echo backfire.o >members
}

# The linkers here have no -r for Mach-O. What the object needs of compiler_builtins the C compiler's own library has too,
# but where it does not the member stays; its symbols are private, and taken only if nothing before has them.
bare_macho() {
	unpack "$1"
	local member
	"$objcopy" -R __LLVM,__bitcode -R __LLVM,__cmdline --strip-debug --keep-global-symbols=keep "members.d/$main" backfire.o
	"$nm" --undefined-only backfire.o | awk '{ print $NF }' | sort -u >wanted
	for member in members.d/*; do
		[[ $member != "members.d/$main" ]] || continue
		"$objcopy" -R __LLVM,__bitcode -R __LLVM,__cmdline --strip-debug "$member" member.o
		if symbols member.o | comm -12 - wanted | grep -q .; then
			mv member.o "builtins$(wc -l <members | tr -d ' ').o"
			echo "builtins$(wc -l <members | tr -d ' ').o" >>members
		fi
	done
}

# GNU ld has a -r for COFF that loses the TLS directory. What the object imports without a library of MinGW's comes as
# members named after the DLL; they are made anew, since rustc's carry the name of a temporary folder.
bare_coff() {
	unpack "$1"
	local dll
	"$nm" "members.d/$main" | awk '/ \.refptr\./ { print $NF }' >>keep
	"$objcopy" -R .llvmbc -R .llvmcmd --strip-debug --strip-unneeded --keep-global-symbols=keep "members.d/$main" backfire.o
	for dll in $(find members.d -name '*.dll*.o' | sed -E 's/^members\.d.(.*)\.dll[ths][0-9]*\.o$/\1/' | sort -u); do
		{
			printf 'LIBRARY %s.dll\nEXPORTS\n' "$dll"
			for member in members.d/"$dll".dlls*.o; do symbols "$member" | sed -n 's/^__imp_//p'; done | sort
		} >"$dll.def"
		mkdir "imports.$dll"
		(cd "imports.$dll" && "$dlltool" --deterministic-libraries -d "../$dll.def" -l "libbackfire_$dll.a" -t "backfire_$dll" &&
			"$ar" x "libbackfire_$dll.a" && rm "libbackfire_$dll.a")
		ls "imports.$dll"/* >>members
	done
}

# sections prints the numbers of the sections of a WebAssembly module.
sections() {
	od -An -v -tu1 "$1" | awk '
		{ for (i = 1; i <= NF; i++) b[n++] = $i }
		END {
			for (at = 8; at < n; at += size) {
				print b[at++]
				size = 0
				for (unit = 1; b[at] >= 128; unit *= 128) size += (b[at++] - 128) * unit
				size += b[at++] * unit
			}
		}'
}

# inspect_wasm fails unless a finished module imports nothing and is small.
inspect_wasm() {
	local size
	! sections "$1" | grep -qx 2 || die "$platform: the module imports something"
	sections "$1" | grep -qx 7 || die "$platform: the module exports nothing"
	size=$(wc -c <"$1")
	((size <= 1500000)) || die "$platform: $size bytes are more than 1.5 MB"
	size=$(gzip -9 <"$1" | wc -c)
	((size <= 600000)) || die "$platform: $size bytes, gzipped, are more than 600 KB"
}

# inspect fails unless a finished library exports the kernel's symbols alone, needs nothing of Rust's and is small.
inspect() {
	local library=$1 foreign size
	if grep -qaF -e "$root" -e "$HOME/" "$library"; then
		die "$platform: the library names folders of this machine"
	fi
	if [[ $format == wasm ]]; then
		inspect_wasm "$library"
		return
	fi
	foreign=$(symbols "$(dirname "$library")/backfire.o" | grep -vE '^_?bf_|^\.refptr\.' || true)
	[[ -z $foreign ]] || die "$platform: symbols besides the kernel's own are exported: $(head -5 <<<"$foreign" | xargs)"
	foreign=$("$nm" --undefined-only "$(dirname "$library")/backfire.o" | awk '{ print $NF }' | grep -E '^_*(R[NIX]|rust_|rdl_)' || true)
	[[ -z $foreign ]] || die "$platform: symbols of Rust's are missing: $(head -5 <<<"$foreign" | xargs)"
	size=$(wc -c <"$library")
	((size <= 4 << 20)) || die "$platform: $size bytes are more than 4 MiB"
}

# record prints lib/<platform>/BUILD: first what must be equal for equal bytes, then of what the library was built.
record() {
	printf 'target: %s\ncompiler: %s\nstd: %s\ntools: %s\nprofile: %s, locked, paths remapped%s\n' \
		"$target" "$rustc" "$std" "$tools" "$profile" "${features:+, features $features}"
	printf 'kernel: %s\nsources: sha256:%s\n' \
		"$(sed -n '/^\[workspace\.package\]/,/^\[/s/^version *= *"\(.*\)"$/\1/p' "$root/kernel/Cargo.toml")" "$1"
}

go_file() {
	printf '// Package %s carries the prebuilt kernel for %s, so that vendoring copies it.\npackage %s\n' "$1" "$1" "$1"
}

# javascript_fingerprint prints what JavaScript must know of the header.
javascript_fingerprint() {
	printf '// Written by build.rs-wrapper.sh wasm32: the fingerprint of the declarations of include/backfire.h.\n'
	sed -n 's/^#define BF_ABI_FINGERPRINT UINT64_C(\(0x[0-9a-f]*\))$/export const fingerprint = \1n/p' "$root/include/backfire.h"
}

# make builds $platform into a folder: its library and all that goes with it.
make() {
	local work=$1 target_dir=$2 digest
	mkdir -p "$target_dir" "$work/objects" "$work/result"
	digest=$(sources_digest)
	(compile "$root/kernel" "$crate" "$target_dir" ${features:+--features "$features"})
	[[ $digest == "$(sources_digest)" ]] || die "$platform: the sources changed during the build"
	if [[ $format == wasm ]]; then
		install -m 644 "$target_dir/$target/$profile/backfire_wasm.wasm" "$work/objects/$library"
	else
		bare "$target_dir/$target/$profile/libbackfire.a" "$work/objects"
	fi
	inspect "$work/objects/$library"
	mv "$work/objects/$library" "$work/result"
	(
		cd "$work/result"
		record "$digest" >BUILD
		go_file "$platform" >lib.go
		sha256 "$library" BUILD >SHA256SUMS
	)
}

ready() {
	describe "$platform"
	find_compiler || die "$platform: $(no_compiler)"
	find_tools || die "$platform: $(no_tools)"
	say "$platform: $rustc; std $std"
}

build() {
	platform=$1
	ready
	local work=$scratch/$platform to=$out/$platform
	mkdir "$work"
	make "$work" "$target_dir"
	mkdir -p "$to"
	mv -f "$work/result"/* "$to"
	[[ $format != wasm || $out != "$root/lib" ]] || javascript_fingerprint >"$root/edge/js/lib/fingerprint.js"
	say "$platform: $(wc -c <"$to/$library" | tr -d ' ') bytes, $(cut -c1-16 "$to/SHA256SUMS" | head -1)…"
}

check() {
	platform=$1
	describe "$platform"
	local from=$root/lib/$platform work=$scratch/$platform recorded here stale=""
	[[ -e $from/$library && -e $from/BUILD && -e $from/SHA256SUMS ]] || die "$platform: lib/$platform has no library"
	(cd "$from" && sha256 -c SHA256SUMS >/dev/null) || die "$platform: lib/$platform is not what its SHA256SUMS says"
	recorded=$(grep -vE '^(kernel|sources): ' "$from/BUILD")
	[[ "sources: sha256:$(sources_digest)" == "$(grep '^sources: ' "$from/BUILD")" ]] ||
		stale="lib/$platform was built from other kernel sources than those here; ./build.rs-wrapper.sh $platform"
	if ! find_compiler "$from/BUILD"; then
		here=$(no_compiler)
	elif ! find_tools; then
		here=$(no_tools)
	else
		here=$(record "" | grep -vE '^(kernel|sources): ')
	fi
	if [[ $here != "$recorded" ]]; then
		say "$platform: NOT COMPARED, for another compiler or other tools than the recorded ones give other bytes."
		say "recorded:"
		say "    ${recorded//$'\n'/$'\n'    }"
		say "here:"
		say "    ${here//$'\n'/$'\n'    }"
		[[ -z $stale ]] || die "$platform: $stale"
		return
	fi
	mkdir "$work"
	make "$work" "$work/target"
	cmp "$from/$library" "$work/result/$library" >&2 ||
		die "$platform: the same compiler gives other bytes. ${stale:-The sources are the recorded ones.}"
	[[ -z $stale ]] || say "$platform: $stale (the bytes are the same)"
	say "$platform: a rebuild gives the same bytes"
	rm -rf "$work"
}

# libraries prints what a C program has to be linked with besides the kernel, and what cgo has to be told.
libraries() {
	case $format in
	coff) echo "-lntdll -luserenv -lws2_32" ;;
	esac
}

# try links the kernel and a second Rust library into one C program and runs it.
try() {
	platform=$1 features=deliberate-panic
	ready
	[[ $format != wasm ]] || die "$platform: no C program links a module; .ci/edge tests it"
	local work=$scratch/$platform cc=() run=()
	case $platform in
	linux_amd64) cc=("${CC:-cc}") ;;
	linux_arm64) cc=(aarch64-linux-gnu-gcc) run=(qemu-aarch64 -L /usr/aarch64-linux-gnu) ;;
	linux_amd64_musl) cc=(musl-gcc -static -DBACKFIRE_FOREIGN_UNWINDER) ;;
	linux_arm64_musl) cc=(aarch64-linux-musl-gcc -static) run=(qemu-aarch64) ;;
	darwin_*) cc=(clang) ;;
	windows_amd64) cc=(x86_64-w64-mingw32-gcc) run=(wine) ;;
	esac
	[[ $platform != "$(this_platform)" ]] || cc=("${CC:-cc}") run=()
	[[ -z ${BACKFIRE_TEST_CC:-} ]] || read -ra cc <<<"$BACKFIRE_TEST_CC"
	[[ -z ${BACKFIRE_TEST_RUN:-} ]] || read -ra run <<<"$BACKFIRE_TEST_RUN"
	for tool in "${cc[0]}" ${run[@]+"${run[0]}"}; do
		command -v "$tool" >/dev/null || die "$platform: cannot be tested without $tool"
	done
	mkdir "$work"
	make "$work" "$target_dir"
	(compile "$root/scripts/second" second "$target_dir")
	# shellcheck disable=SC2046
	"${cc[@]}" -Wall -Wextra -I "$root/include" -o "$work/two.exe" "$root/scripts/second/two.c" \
		"$work/result/libbackfire.a" "$target_dir/$target/release/libsecond.a" $(libraries)
	${run[@]+"${run[@]}"} "$work/two.exe" "$root/kernel/testdata/tables.bin" 2>"$work/err" || {
		tail -20 "$work/err" >&2
		die "$platform: the program with two Rust libraries failed"
	}
}

# list prints each platform and who would build it.
list() {
	for platform in $platforms; do
		describe "$platform"
		if ! find_compiler; then
			printf '%-17s %s\n' "$platform" "$(no_compiler)"
		elif ! find_tools; then
			printf '%-17s %s; %s\n' "$platform" "$rustc" "$(no_tools)"
		else
			printf '%-17s %s; std %s; %s\n' "$platform" "$rustc" "$std" "$tools"
		fi
	done
}

# header writes include/backfire.h, and the fingerprint that the kernel gives of it, from the declarations in kernel/abi.
header() { bash "$root/scripts/header.sh"; }

mode=build all="" out=$root/lib features="" with_header=yes chosen=()
while (($#)); do
	case $1 in
	--help | -h)
		usage
		exit
		;;
	--list) mode=list ;;
	--sources) mode=sources ;;
	--check) mode=check ;;
	--test) mode=try ;;
	--all) all=yes ;;
	--no-header) with_header="" ;;
	--out | --features)
		(($# > 1)) || misuse "$1 wants a value"
		if [[ $1 == --out ]]; then
			mkdir -p "$2"
			out=$(cd "$2" && pwd -P) with_header=""
		else
			features=$2
		fi
		shift
		;;
	-*) misuse "no such option: $1" ;;
	*)
		describe "$1"
		chosen+=("$1")
		;;
	esac
	shift
done
[[ -z $features || $out != "$root/lib" ]] || misuse "--features needs --out"
[[ -z $all || ${#chosen[@]} == 0 ]] || misuse "--all and a platform"

if [[ $mode == list ]]; then
	list
	exit
fi
if [[ $mode == sources ]]; then
	sources_digest
	exit
fi
if [[ -n $all ]]; then
	for platform in $platforms; do
		describe "$platform"
		[[ $mode == check && ! -e $root/lib/$platform/$library ]] || chosen+=("$platform")
	done
elif ((${#chosen[@]} == 0)); then
	chosen=("$(this_platform)")
fi
target_dir=${CARGO_TARGET_DIR:-$root/kernel/target}/wrapper
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [[ $mode == build && -n $with_header ]]; then
	header
fi
for platform in ${chosen[@]+"${chosen[@]}"}; do
	"$mode" "$platform"
done
