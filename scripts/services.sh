#!/usr/bin/env bash
# Makes sure that the programs that the tests start or read files with are installed.
#   scripts/services.sh mariadb|galera|redis|chromium|cjk-fonts|poppler|qpdf|libreoffice|khal|vdirsyncer...
# CHROMIUM=… is the path of a browser in another place.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

PATH=$PATH:/usr/sbin:/usr/local/sbin
missing=()
for service in "$@"; do
    case $service in
        mariadb) command -v mariadbd mariadb-install-db >/dev/null || missing+=(mariadb-server galera-4) ;;
        galera)
            # A joining node copies the data of another one with rsync, and uses lsof to check whether its port is free.
            compgen -G '/usr/lib*/galera*/libgalera_smm.so' >/dev/null || missing+=(galera-4)
            for program in rsync lsof; do
                command -v "$program" >/dev/null || missing+=("$program")
            done
            ;;
        redis)   command -v redis-server >/dev/null || missing+=(redis-server) ;;
        chromium)
            command -v ${CHROMIUM:+"$CHROMIUM"} chromium-headless-shell chromium chromium-browser google-chrome >/dev/null ||
                missing+=(chromium-headless-shell fonts-noto-core)
            ;;
        # Without them, screenshots show the demo's Chinese and Japanese names as boxes.
        cjk-fonts) fc-list :lang=ja 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk) ;;
        poppler) command -v pdftotext >/dev/null || missing+=(poppler-utils) ;;
        libreoffice) command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui) ;;
        qpdf)    command -v qpdf >/dev/null || missing+=(qpdf) ;;
        khal)    command -v khal >/dev/null || missing+=(khal) ;;
        vdirsyncer) command -v vdirsyncer >/dev/null || missing+=(vdirsyncer) ;;
        *)       die "unknown service: $service" ;;
    esac
done
[ ${#missing[@]} != 0 ] || exit 0
apt_install "${missing[@]}"
# The tests start their own servers; those of the packages would start at every boot for nothing.
systemctl --quiet disable mariadb redis-server 2>/dev/null || true
