# Sourced by run.sh and test.sh: a Node that is new enough, and packages as package-lock.json has them.

need_node() {
  if ! command -v node >/dev/null 2>&1; then
    echo 'claude-remote needs Node.js 20.19 or newer, and there is no `node` on the PATH. Get it from https://nodejs.org and try again.' >&2
    exit 1
  fi
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "claude-remote needs Node.js 20.19 or newer; this is $(node --version). Get a newer one from https://nodejs.org and try again." >&2
    exit 1
  fi
  if ! command -v npm >/dev/null 2>&1; then
    echo 'claude-remote needs npm, which comes with Node.js, and there is no `npm` on the PATH.' >&2
    exit 1
  fi
}

# Installs only when the lock file, the Node ABI or the platform changed since the last complete install.
# Not `npm ci`: it refuses a lock in which some other platform's optional packages are missing.
install_packages() {
  local stamp="$1/node_modules/.installed-lock"
  local want
  want="$(node -p 'process.versions.modules + process.platform + process.arch') $(cksum <"$1/package-lock.json")"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return; fi
  echo 'Installing packages (the first time takes a minute or two) …' >&2
  if ! (cd "$1" && npm install --include=dev --no-fund --no-audit --loglevel=error </dev/null >&2); then
    echo "npm install failed in $1; the lines above say why. Nothing was started." >&2
    exit 1
  fi
  # The install may complete the lock for this platform, so the stamp is taken afterwards.
  want="$(node -p 'process.versions.modules + process.platform + process.arch') $(cksum <"$1/package-lock.json")"
  printf '%s\n' "$want" >"$stamp"
}
