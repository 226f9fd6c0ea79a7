#!/usr/bin/env bash
# Makes .venv from a lock file and installs this checkout into it, editable.
#   scripts/bootstrap.sh run|dev|bench|client
# run: to serve; dev: run plus tests and linters; bench: packages added to dev; client: Node, to build the client.
# Does nothing when nothing changed. PYTHON=… chooses the interpreter, VENV=… the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

level=${1:-run}
venv=${VENV:-.venv}
lock=requirements/$level.txt
[ -f "$lock" ] || die "usage: scripts/bootstrap.sh run|dev|bench|client"
case $level in bench) bash scripts/bootstrap.sh dev ;; client) bash scripts/bootstrap.sh run ;; esac

# Stamps hold the exact contents of what was installed, because file times are not reliable.
lock_stamp=$venv/.lock-$level
project_stamp=$venv/.project
project_state() { printf '%s\n' "$PWD"; cat pyproject.toml; }

venv_works() { [ "$(cat "$venv/.home" 2>/dev/null)" = "$PWD" ] && "$venv/bin/python" -c '' 2>/dev/null; }
lock_done() {
    cmp -s "$lock" "$lock_stamp" || { [ "$level" = run ] && cmp -s requirements/dev.txt "$venv/.lock-dev"; }
}
project_done() { project_state | cmp -s - "$project_stamp"; }
all_done() { [ -z "${PYTHON:-}" ] && venv_works && lock_done && project_done; }

suits() { "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
can_fill_venv() { has_ensurepip "$1" || has_recent_pip "$1"; }
has_ensurepip() { "$1" -c 'import ensurepip' 2>/dev/null; }
# pip 22.3 and later install into another environment, which then needs no pip of its own.
has_recent_pip() { "$1" -c 'import pip; assert tuple(map(int, pip.__version__.split(".")[:2])) >= (22, 3)' 2>/dev/null; }

find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        { suits "$PYTHON" && can_fill_venv "$PYTHON"; } || die "PYTHON=$PYTHON is not Python 3.11 or newer with its venv module."
        printf '%s' "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3; do
        if suits "$candidate" && can_fill_venv "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    if can_apt; then
        apt_install python3 python3-venv
        suits /usr/bin/python3 || die "the system's Python is older than 3.11: install a newer one and set PYTHON to it."
        printf '/usr/bin/python3'
        return
    fi
    die "Python 3.11 or newer with its venv module is missing: install it (on Debian: apt-get install python3 python3-venv), then run this again."
}

make_venv() {
    local python=$1 without_pip=()
    has_ensurepip "$python" || without_pip=(--without-pip)
    say "Creating $venv with $("$python" --version)"
    "$python" -m venv --clear "${without_pip[@]}" "$venv"
    printf '%s' "$PWD" >"$venv/.home"
}

version_of() { "$1" -c 'import sys; print(sys.version_info[:3])'; }

install() {
    local pip=("$venv/bin/python" -m pip)
    "$venv/bin/python" -c 'import pip' 2>/dev/null || pip=("$(find_python)" -m pip --python "$venv/bin/python")
    "${pip[@]}" -qq --disable-pip-version-check --no-input install "$@" </dev/null
}

# One set-up at a time: `make check test -j2` or two terminals would interfere with each other.
if command -v flock >/dev/null; then
    exec 9<scripts/bootstrap.sh
    flock 9
fi
all_done && exit 0

if ! venv_works || { [ -n "${PYTHON:-}" ] && [ "$(version_of "$PYTHON")" != "$(version_of "$venv/bin/python")" ]; }; then
    python=$(find_python)
    make_venv "$python"
fi
if ! lock_done; then
    say "Installing $lock"
    install --require-hashes --prefer-binary --no-compile -r "$lock"
    cp "$lock" "$lock_stamp"
fi
if ! project_done; then
    install --no-deps --no-build-isolation --no-compile -e .
    project_state >"$project_stamp"
fi
