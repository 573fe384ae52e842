#!/usr/bin/env bash
# Runs under Miri those unit tests of kernel/core that finish there in minutes. Left out are the ones that open the tables,
# which Miri does not get through in a quarter of an hour, and a few that go through very many values. TOOLCHAIN names a Rust
# toolchain that has Miri; without one, says so and does nothing. Arguments go to the test program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../kernel"
toolchain=${TOOLCHAIN:-nightly}
if ! cargo "+$toolchain" miri --version >/dev/null 2>&1; then
	echo "SKIPPED: no Miri in the Rust toolchain $toolchain"
	exit 0
fi
skip=()
for test in fold:: segment:: index::tests index::dict index::save \
	lnexp::tests::results_have_their_digests utf8::tests::every_code_point_goes_there_and_back; do
	skip+=(--skip "$test")
done
cargo "+$toolchain" miri test --locked -p backfire-core --lib -- "${skip[@]}" "$@"
