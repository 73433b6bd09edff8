#!/usr/bin/env bash
# `check --deploy` under the production settings, on an empty database of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
export TONGBAN_VAR=$folder TONGBAN_DEMO=0 TONGBAN_SITE_URL=https://tongban.example TONGBAN_HOSTS=tongban.example
.venv/bin/tongban migrate -v 0
.venv/bin/tongban check --deploy --fail-level WARNING
