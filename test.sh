#!/usr/bin/env bash
# Everything that is checked, with one command: check, unit and contract tests, build, tests of the whole, the browser.
#   ./test.sh            the lot; the last line is `N passed, N failed`
#   ./test.sh --node24   also runs the unit and contract tests on Node 24, taken from npm into a temporary folder
#   ./test.sh --only S   one suite only: check, unit, whole, e2e, node24
set -eu

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
cd "$root"
. scripts/prepare.sh

# Debian packages that the tests drive: a browser, tmux, git; and the compiler that better-sqlite3 needs on Node 20.
install_programs() {
  local missing=''
  command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
  command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
  command -v git >/dev/null 2>&1 || missing="$missing git"
  command -v python3 >/dev/null 2>&1 || missing="$missing python3"
  command -v make >/dev/null 2>&1 || missing="$missing make"
  command -v g++ >/dev/null 2>&1 || missing="$missing g++"
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian packages:$missing" >&2
    # The package lists of a fresh image are often older than the archive, hence the update first.
    if apt-get update -qq </dev/null >&2 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >&2; then
      return 0
    fi
    echo "apt-get could not install:$missing" >&2
    return 0
  fi
  echo "Missing for the whole run:$missing (on Debian: sudo apt-get install$missing)" >&2
}

need_node
install_programs
install_packages "$root"
exec node --import tsx scripts/test.ts "$@"
