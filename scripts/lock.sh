#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: exact versions, with hashes, for every platform.
# bench and client are installed into the same environment as dev, so they are resolved against it.
# Locked versions are kept; `scripts/lock.sh --upgrade` updates them.
set -euo pipefail
cd "$(dirname "$0")/.."

UV=${UV:-${VENV:-.venv}/bin/uv}
options=(--universal --python-version 3.11 --generate-hashes --annotation-style line --no-config
         --custom-compile-command "make lock" "$@")

compile() {  # compile NAME [more options]
    local name=$1
    shift
    "$UV" pip compile --quiet "${options[@]}" --output-file "requirements/$name.txt" "$@" >/dev/null
    echo "requirements/$name.txt: $(grep -c '^[a-z]' "requirements/$name.txt") packages"
}

compile dev pyproject.toml --extra all --group build --group dev
compile run pyproject.toml --extra all --group build --constraint requirements/dev.txt
compile bench pyproject.toml --extra all --group bench --constraint requirements/dev.txt
compile client --group client --constraint requirements/dev.txt
