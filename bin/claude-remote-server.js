#!/usr/bin/env node
// The older name of `claude-remote serve`.
process.argv.splice(2, 0, 'serve');
await import('./claude-remote.js');
