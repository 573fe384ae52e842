#!/usr/bin/env bash
# Installs the packages that backfire is compared with into bench/peers/.venv and runs every comparison.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
venv=bench/peers/.venv
[[ -x $venv/bin/python ]] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement bench/peers/requirements.txt
"$venv/bin/python" bench/peers/peers.py
if command -v "$(go env CC)" >/dev/null; then
	echo
	echo "-tags rust"
	CGO_ENABLED=1 "$venv/bin/python" bench/peers/peers.py -tags rust
fi
PYTHON=$venv/bin/python bash bench/peers/bm25.sh
