#!/usr/bin/env node
// What an old Node can parse, so that it can say that it is too old.
import module from 'node:module'

const apps = { ingest: '../apps/ingest/src/main.js', analyzer: '../apps/analyzer/src/main.js' }
const [major, minor] = process.versions.node.split('.').map(Number)

if (major >= 24 || (major === 22 && minor >= 18)) {
  import('../libs/config/src/v8-flags.js').then(() => {
    // Compiled code of the last run: half of the start-up time.
    module.enableCompileCache()
    const app = apps[process.argv[2]]
    if (app !== undefined) process.argv.splice(2, 1)
    return import(app || '../apps/cli/src/main.js')
  })
} else {
  console.error('millrace needs Node 22.18 or newer, or 24 or newer; this is ' + process.versions.node + '.')
  process.exitCode = 1
}
