# Shared by the other scripts; to be sourced, not run.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# quiet COMMAND... shows its output only if it fails
quiet() {
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# apt_install PACKAGE... installs as root on Debian, without starting daemons.
apt_install() {
    local policy=/usr/sbin/policy-rc.d
    can_apt || die "missing: $*. Install it (on Debian: apt-get install $*), then run this again."
    say "Installing $* (apt)"
    # A subshell, so that its trap removes the policy file in any case.
    (
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' >"$policy"
            chmod 755 "$policy"
        fi
        export DEBIAN_FRONTEND=noninteractive
        quiet apt-get -q -o DPkg::Lock::Timeout=120 update
        quiet apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
    ) </dev/null || die "apt could not install: $*"
}
