#!/usr/bin/env bash
# Makes a release of this clone:
#
#     scripts/release.sh VERSION [--dry-run]
#
# It sets the version everywhere, makes the header and the prebuilt libraries anew, runs the gate, and then writes the
# release into contract/history.toml and its notes into bin/release-notes-VERSION.md. It commits, tags and pushes nothing; it
# prints the commands. With --dry-run all of it happens in a copy, without the libraries and the gate, and the differences
# are printed. Exit code: 0, 1 for a failure, 2 for wrong usage.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
die() {
	echo "release.sh: $*" >&2
	exit 1
}
misuse() {
	echo "release.sh: $*; usage: scripts/release.sh VERSION [--dry-run]" >&2
	exit 2
}

version="" dry=""
for argument in "$@"; do
	case $argument in
	--dry-run) dry=yes ;;
	-*) misuse "no option $argument" ;;
	*) [[ -z $version ]] || misuse "one version, please" && version=$argument ;;
	esac
done
number='(0|[1-9][0-9]*)'
[[ $version =~ ^$number\.$number\.$number$ ]] || misuse "\"$version\" is no version such as 1.2.3"

cd "$root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
notes=$work/notes
if [[ -n $dry ]]; then
	copy=$work/copy
	mkdir "$copy"
	git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
	cd "$copy"
	git init -q && git add -A && git -c user.name=dry -c user.email=dry@run commit -qm before
fi
[[ -z $(git status --porcelain) ]] || die "there are changes that are not committed"
current=$(sed -n 's/^const Version = "\(.*\)"$/\1/p' backfire/kernel.go)
released=$(sed -n 's/^version = "\(.*\)"$/\1/p' contract/history.toml | tail -1)
if [[ -n $released ]]; then
	[[ $version != "$released" && $(printf '%s\n%s\n' "$released" "$version" | sort -V | tail -1) == "$version" ]] ||
		die "$version is not newer than $released, the last release"
fi
grep -q '^## Unreleased$' CHANGELOG.md || die "CHANGELOG.md has no section Unreleased"

# set FILE PATTERN REPLACEMENT replaces the one line of a file that matches.
set_line() {
	[[ $(grep -cE "$2" "$1") == 1 ]] || die "$1: want one line that matches $2"
	sed -i -E "s/$2/$3/" "$1"
}
set_line backfire/kernel.go '^const Version = ".*"$' "const Version = \"$version\""
set_line internal/kernel/open.go '^const Version = ".*"$' "const Version = \"$version\""
set_line kernel/Cargo.toml "^version = \"$current\"\$" "version = \"$version\""
sed -i -E "/^name = \"backfire-/{n;s/^version = \".*\"\$/version = \"$version\"/}" kernel/Cargo.lock
today=$(date -u +%F)
awk -v heading="## $version - $today" '
	$0 == "## Unreleased" { print heading; skip = 1; next }
	skip && /^(To be |$)/ { if ($0 == "" && !blank) { print; blank = 1 } next }
	{ skip = 0; print }' CHANGELOG.md >CHANGELOG.new
mv CHANGELOG.new CHANGELOG.md
if [[ -n $dry ]]; then
	sed -i -E "s/^(#define BF_VERSION )\".*\"\$/\1\"$version\"/" include/backfire.h
	sed -i -E "s/^kernel: .*\$/kernel: $version/" lib/*/BUILD # a real run builds them anew
else
	scripts/header.sh
	# shellcheck disable=SC2046
	./build.rs-wrapper.sh $(ls lib)
fi
go test -count=1 -run Version ./internal/kernel || die "the versions do not agree"
CGO_ENABLED=1 go vet -tags rust ./internal/kernel
supported=$(sed -n 's/^const supportedVersions = "\(.*\)"$/\1/p' internal/kernel/open_rust.go)
CGO_ENABLED=1 go test -count=1 -tags rust -run OurVersionIsSupported ./internal/kernel ||
	die "the Go side supports $supported: change internal/kernel/open_rust.go and docs/KERNEL.md first"

if [[ -z $dry ]]; then
	mkdir -p bin
	go run ./cmd/backfire doctor --gate --json >bin/gate.json || die "no release: make gate says why"
fi
contract=$(sed -n 's/^  "contract": \(.*\),$/\1/p' contract/vectors/manifest.json)
cat >>contract/history.toml <<END

[[release]]
version = "$version"
date = $today
contract = $contract
vectors = "$(sha256sum contract/vectors/manifest.json | cut -d' ' -f1)"
gate = "go"
END

# The notes: this version's section of the changelog, and what the release can be held against.
{
	echo "# backfire $version"
	awk -v heading="## $version - $today" '$0 == heading { on = 1; next } on && /^## / { exit } on' CHANGELOG.md
	echo
	echo "Contract $contract; kernels $supported; vectors sha256:$(sha256sum contract/vectors/manifest.json | cut -d' ' -f1)"
	[[ -n $dry ]] || echo "The gate: $(sha256sum bin/gate.json | cut -d' ' -f1) (gate.json)"
	echo
	(cd lib && sha256sum ./*/libbackfire.a | sed 's/^/    /')
} >"$notes"
if [[ -n $dry ]]; then
	git --no-pager diff --stat
	cat "$notes"
	exit
fi
cp "$notes" "bin/release-notes-$version.md"
cat <<END
Look at 'git diff' and bin/release-notes-$version.md. Then:

    git commit -am "Release $version" && git tag v$version && git push origin main v$version
END
