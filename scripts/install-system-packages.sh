#!/usr/bin/env bash
# Installs the Debian packages that the tests need and that pip and npm cannot bring.
# Says what and why before it does; does nothing when all are there.
set -euo pipefail

declare -A why=(
  [chromium]="the browser that the tests drive"
  [strace]="shows the system calls of which a power cut leaves a part (tests/crash)"
  [fonts-noto-cjk]="Chinese characters on the pages that the tests look at and photograph"
)

installed() {
  case "$1" in
    chromium) command -v chromium >/dev/null ;;
    *) [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
  esac
}

missing=()
for package in chromium strace fonts-noto-cjk; do
  installed "$package" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

by_hand="apt-get install -y --no-install-recommends ${missing[*]}"
for package in "${missing[@]}"; do
  echo "installing $package: ${why[$package]}"
done

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "this needs root; please run: $by_hand" >&2; exit 1; }
  as_root=(sudo)
fi
command -v apt-get >/dev/null || { echo "no apt-get here; on Debian this would be: $by_hand" >&2; exit 1; }

# Debian's own prompts would wait for ever where nobody sits at the keyboard.
export DEBIAN_FRONTEND=noninteractive
if ! { "${as_root[@]}" apt-get update -qq </dev/null &&
  "${as_root[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null; }; then
  echo "could not install them; please run: $by_hand" >&2
  exit 1
fi
