#!/usr/bin/env bash
# Builds and checks the web client, with an existing Node or one that it installs.
#   scripts/client.sh build|check|test|format|dev|gallery
# build: into src/tms_web/static/, only when something changed; check: lint, types, structure, outdated generated files;
# test: its unit tests; dev: a server that reloads as you type, in front of `make run` (TMS_SERVER=http://…).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

venv=${VENV:-.venv}
built=src/tms_web/static/index.html
installed_stamp=client/node_modules/.installed
built_stamp=client/node_modules/.built

# The tests' DOM needs these versions (client/package.json, "engines").
suits() { "$1" -e 'const [a, b, c] = process.versions.node.split(".").map(Number);
    process.exit(a >= 26 || (a === 24 && b >= 15) || (a === 22 && (b > 22 || (b === 22 && c >= 2))) ? 0 : 1)' 2>/dev/null; }

find_node() {
    command -v node >/dev/null && suits node && command -v npm >/dev/null && return
    if ! { [ -x "$venv/bin/node" ] && suits "$venv/bin/node"; }; then scripts/bootstrap.sh client; fi
    PATH=$PWD/$venv/bin:$PATH
}

# Stamps hold hashes of what was installed or built, because file times are not reliable.
sources() { find client docs/openapi.json -type f -not -path '*/node_modules/*' -print0 | sort -z | xargs -0 sha256sum; }

install() {
    cmp -s client/package-lock.json "$installed_stamp" && return
    say "Installing the client's packages"
    (cd client && quiet npm ci --no-audit --no-fund </dev/null)
    cp client/package-lock.json "$installed_stamp"
}

build() {
    local state
    state=$(sources)
    [ -f "$built" ] && [ "$state" = "$(cat "$built_stamp" 2>/dev/null)" ] && return
    find_node
    install
    say "Building the client"
    (cd client && npm run --silent build)
    # Files generated during the build are part of the sources.
    sources >"$built_stamp"
}

within() { find_node; install; cd client; }

case ${1:-build} in
    build)
        # One build at a time: `make check test -j2` or two terminals would interfere with each other.
        if command -v flock >/dev/null; then
            exec 8<scripts/client.sh
            flock 8
        fi
        build
        ;;
    check)
        within
        node scripts/api-types.mjs --check
        node scripts/structure.mjs
        npx --no biome check --error-on-warnings
        npx --no tsc
        ;;
    test)   within; npx --no vitest run "${@:2}" ;;
    format) within; npx --no biome check --write ;;
    dev)    within; npx --no vite ;;
    gallery) # a development build, with /app/gallery, in a folder
            out=$(realpath -m "${2:?a folder}")
            within
            TMS_CLIENT_OUT=$out npx --no vite build --mode development --logLevel warn
            ;;
    *)      die "usage: scripts/client.sh build|check|test|format|dev|gallery" ;;
esac
