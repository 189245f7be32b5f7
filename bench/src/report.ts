/**
 * `millrace report --json` on a file in the common format, the whole process, from the sources and as the package that users
 * install, beside a readline loop that only counts hosts, endpoints and status, and beside GoAccess.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@millrace/analytics'
import { defineOptions, helpText, parseOptions, wantsHelp } from '@millrace/config'
import { type Contender, contest } from './support/contest.ts'
import { printMachine, versionOf } from './support/machine.ts'
import { measureProcess } from './support/measured-process.ts'
import { nasaLog } from './support/nasa-log.ts'
import { packedTool } from './support/packed-tool.ts'
import { benchFolder, repositoryFile } from './support/paths.ts'

const schema = defineOptions({
  size: { type: 'size', default: '200MB', help: 'Size of the log' },
  rounds: { type: 'integer', default: 5, min: 1, help: 'Runs of each contender' },
})

if (wantsHelp(process.argv.slice(2))) {
  console.log(helpText({ name: 'bench report', summary: 'millrace report beside readline and GoAccess' }, schema))
  process.exit()
}
const { size, rounds } = parseOptions(schema, process.argv.slice(2))
const log = nasaLog(size)

const report = (name: string, command: string): Contender => ({
  name,
  async run() {
    const { stdout, ...measured } = await measureProcess(process.execPath, [command, 'report', log.path, '--json'])
    const report = JSON.parse(stdout) as Report
    const status = Object.fromEntries(report.status.map(row => [row.status, row.count]))
    return { ...measured, answer: { lines: report.lines, hosts: report.uniqueHosts, status } }
  },
})

const tool = await packedTool()
const packed = report('millrace report', tool.command)
const sources = report('the same from the sources', repositoryFile('apps/cli/bin/millrace.mjs'))

const readline: Contender = {
  name: 'readline + RegExp',
  async run() {
    const script = repositoryFile('bench/src/rivals/readline-count.mjs')
    const { stdout, ...measured } = await measureProcess(process.execPath, [script, log.path])
    return { ...measured, answer: JSON.parse(stdout) }
  },
}

const goaccessVersion = versionOf('goaccess', '--version')
const goaccess: Contender = {
  name: 'GoAccess',
  absent: goaccessVersion === undefined ? 'the Debian package goaccess is not installed' : undefined,
  async run() {
    const output = join(benchFolder(), 'goaccess.json')
    // Without --no-ip-validation it drops lines whose host is a name.
    const options = ['--no-global-config', '--log-format=COMMON', '--no-ip-validation', '--no-progress', '-o', output]
    const { stdout: _, ...measured } = await measureProcess('goaccess', [log.path, ...options])
    const report = JSON.parse(readFileSync(output, 'utf8'))
    const status: Record<string, number> = {}
    for (const group of report.status_codes.data) {
      for (const item of group.items) status[item.data.slice(0, 3)] = item.hits.count
    }
    return { ...measured, answer: { lines: report.general.valid_requests, status } }
  },
}

printMachine('report', { GoAccess: goaccessVersion })
console.log(`${(log.bytes / 1e6).toFixed(0)} MB, ${log.lines} lines\n`)
await contest({ lines: log.lines, rounds, contenders: [packed, sources, readline, goaccess] })
tool.remove()
