# Starts claude-remote on this machine: installs what is missing, builds when stale, then runs `claude-remote serve`.
# Every option is passed on. The working directory stays the caller's: it is the default workspace and where .env is read.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $MyInvocation.MyCommand.Path

if (-not (Get-Command node -ErrorAction SilentlyContinue)) {
  Write-Error 'claude-remote needs Node.js 20.19 or newer, and there is no node on the PATH. Get it from https://nodejs.org and try again.'
  exit 1
}
$version = (node --version).TrimStart('v').Split('.') | ForEach-Object { [int]$_ }
if ($version[0] -lt 20 -or ($version[0] -eq 20 -and $version[1] -lt 19)) {
  Write-Error "claude-remote needs Node.js 20.19 or newer; this is $(node --version). Get a newer one from https://nodejs.org and try again."
  exit 1
}

$stamp = Join-Path $root 'node_modules/.installed-lock'
function Get-LockKey {
  $abi = node -p 'process.versions.modules + process.platform + process.arch'
  $abi + ' ' + (Get-FileHash -Algorithm SHA256 (Join-Path $root 'package-lock.json')).Hash
}

Push-Location $root
try {
  if (-not (Test-Path $stamp) -or (Get-Content -Raw $stamp).Trim() -ne (Get-LockKey)) {
    Write-Host 'Installing packages (the first time takes a minute or two) ...'
    # Not `npm ci`: it refuses a lock in which some other platform's optional packages are missing.
    npm install --include=dev --no-fund --no-audit --loglevel=error
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    Set-Content -Path $stamp -Value (Get-LockKey)
  }
  node --import tsx scripts/build.ts --if-stale
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
} finally {
  Pop-Location
}

node (Join-Path $root 'dist/cli.js') serve @args
exit $LASTEXITCODE
