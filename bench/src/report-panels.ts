/**
 * `millrace report` with every panel on a file in the combined format, the whole process, from the sources and as the package
 * that users install, beside GoAccess with every panel of its own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineOptions, helpText, parseOptions, wantsHelp } from '@millrace/config'
import { type Contender, contest } from './support/contest.ts'
import { printMachine, versionOf } from './support/machine.ts'
import { measureProcess } from './support/measured-process.ts'
import { packedTool } from './support/packed-tool.ts'
import { benchFolder, repositoryFile } from './support/paths.ts'
import { webLog } from './support/web-log.ts'

const schema = defineOptions({
  size: { type: 'size', default: '200MB', help: 'Size of the log' },
  rounds: { type: 'integer', default: 3, min: 1, help: 'Runs of each contender' },
})

if (wantsHelp(process.argv.slice(2))) {
  console.log(helpText({ name: 'bench report-panels', summary: 'every panel of a report beside GoAccess' }, schema))
  process.exit()
}
const { size, rounds } = parseOptions(schema, process.argv.slice(2))
const log = webLog(size)

const report = (name: string, command: string): Contender => ({
  name,
  async run() {
    const asked = [command, 'report', log.path, '--json', '--panels', 'all']
    const { stdout, ...measured } = await measureProcess(process.execPath, asked)
    const { lines, status, totals, daily } = JSON.parse(stdout)
    const counts = status.map((row: { status: number; count: number }) => [row.status, row.count])
    const days = Object.fromEntries(daily.map((row: { day: string; requests: number }) => [row.day, row.requests]))
    return { ...measured, answer: { lines, bytes: totals.bytes, status: Object.fromEntries(counts), days } }
  },
})

const tool = await packedTool()
const packed = report('millrace report --panels all', tool.command)
const sources = report('the same from the sources', repositoryFile('apps/cli/bin/millrace.mjs'))

const goaccessVersion = versionOf('goaccess', '--version')
const goaccess: Contender = {
  name: 'GoAccess',
  absent: goaccessVersion === undefined ? 'the Debian package goaccess is not installed' : undefined,
  async run() {
    const output = join(benchFolder(), 'goaccess-panels.json')
    // Without --no-ip-validation it drops lines whose host is a name.
    const options = ['--no-global-config', '--log-format=COMBINED', '--no-ip-validation', '--no-progress', '-o', output]
    const { stdout: _, ...measured } = await measureProcess('goaccess', [log.path, ...options])
    const report = JSON.parse(readFileSync(output, 'utf8'))
    const status: Record<string, number> = {}
    for (const group of report.status_codes.data) {
      for (const item of group.items) status[item.data.slice(0, 3)] = item.hits.count
    }
    const days: Record<string, number> = {}
    for (const { data, hits } of report.visitors.data) days[data.replace(/(....)(..)(..)/, '$1-$2-$3')] = hits.count
    const { valid_requests: lines, bandwidth: bytes } = report.general
    return { ...measured, answer: { lines, bytes, status, days } }
  },
}

printMachine('report-panels', { GoAccess: goaccessVersion })
console.log(`${(log.bytes / 1e6).toFixed(0)} MB, ${log.lines} lines\n`)
await contest({ lines: log.lines, rounds, contenders: [packed, sources, goaccess] })
tool.remove()
