#!/usr/bin/env bash
# Writes include/backfire.h from kernel/abi; with --check it writes nothing and fails if the two do not agree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../kernel"
exec cargo run --quiet --locked --package backfire-header -- ../include/backfire.h "$@"
