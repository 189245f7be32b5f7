#!/usr/bin/env node
// Plain JavaScript that old Nodes can parse: hands over to the project's own Node where the one that started us is too old.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

/** The apps have mains of their own, which take their arguments from the command line. */
const apps = { ingest: '../../ingest/src/main.ts', analyzer: '../../analyzer/src/main.ts' }
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > 24 || (major === 24 && minor >= 12)) {
  await import('../../../libs/config/src/v8-flags.mjs')
  // Compiled code of the last run: half of the start-up time.
  module.enableCompileCache()
  const app = apps[process.argv[2]]
  if (app !== undefined) process.argv.splice(2, 1)
  await import(app ?? '../src/main.ts')
} else handOver(await import('node:child_process'), findNode(await import('node:fs')))

function handOver({ spawn }, node) {
  if (node === undefined) {
    console.error(
      `millrace needs Node 24.12 or newer; this is ${process.versions.node}, and node_modules has no Node of its own because npm ran without install scripts: run "npm rebuild node" in the project.`,
    )
    process.exit(1)
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function findNode({ existsSync }) {
  let directory = new URL('.', import.meta.url)
  for (let up = 0; up < 8; up++, directory = new URL('..', directory))
    for (const path of [
      'node_modules/node/bin/node',
      `node_modules/node-${process.platform}-${process.arch}/bin/node`,
    ]) {
      const file = fileURLToPath(new URL(path, directory))
      if (existsSync(file)) return file
    }
  return undefined
}
