#!/usr/bin/env bash
# Starts claude-remote on this machine: installs what is missing, builds when stale, then becomes `claude-remote serve`.
# Every option is passed on. The working directory stays the caller's: it is the default workspace and where .env is read.
set -eu

here="${BASH_SOURCE[0]}"
while [ -L "$here" ]; do
  target="$(readlink "$here")"
  case "$target" in
    /*) here="$target" ;;
    *) here="$(dirname "$here")/$target" ;;
  esac
done
root="$(cd "$(dirname "$here")" && pwd -P)"

. "$root/scripts/prepare.sh"
need_node
install_packages "$root"
(cd "$root" && node --import tsx scripts/build.ts --if-stale) >&2

exec node "$root/dist/cli.js" serve "$@"
