import { readFileSync } from 'node:fs'
import { runMain, suggestion } from '@millrace/config'
import { MillraceError } from '@millrace/errors'
import type { Command } from './command.ts'

const commands: readonly Command[] = [
  {
    name: 'start',
    summary: 'stream a log through the embedded journal into Parquet, with no server',
    load: async () => (await import('./start/start-command.ts')).startCommand,
  },
  {
    name: 'report',
    summary: 'every analysis of log files in one go',
    load: async () => (await import('./report/report-command.ts')).reportCommand,
  },
  {
    name: 'sql',
    summary: "Spark's SQL over files and inline tables",
    load: async () => (await import('./sql/sql-command.ts')).sqlCommand,
  },
  {
    name: 'query',
    summary: "DuckDB's SQL over stored tables, local or in HDFS",
    load: async () => (await import('./query/query-command.ts')).queryCommand,
  },
  {
    name: 'inspect',
    summary: 'what a Parquet file or a table is made of, and whether it is damaged',
    load: async () => (await import('./inspect/inspect-command.ts')).inspectCommand,
  },
  {
    name: 'run',
    summary: 'run the queries of a pipeline file',
    load: async () => (await import('./run/run-command.ts')).runCommand,
  },
  {
    name: 'explain',
    summary: 'the plans of a pipeline file, without starting anything',
    load: async () => (await import('./run/explain-command.ts')).explainCommand,
  },
  {
    name: 'checkpoint',
    summary: 'look into a checkpoint, verify it, replay a batch',
    load: async () => (await import('./checkpoint/checkpoint-command.ts')).checkpointCommand,
  },
  {
    name: 'compact',
    summary: 'merge the small files of a table, drop old partitions',
    load: async () => (await import('./compact/compact-command.ts')).compactCommand,
  },
  {
    name: 'journal',
    summary: 'what an embedded journal holds, and who reads it',
    load: async () => (await import('./journal/journal-command.ts')).journalCommand,
  },
  {
    name: 'generate',
    summary: 'write realistic, deterministic log lines',
    load: async () => (await import('./generate/generate-command.ts')).generateCommand,
  },
  {
    name: 'services',
    summary: 'real Kafka and HDFS on this machine, without Docker',
    load: async () => (await import('./services/services-command.ts')).servicesCommand,
  },
]

/** Named by the launcher in bin/, which starts their own mains. */
const apps = [
  { name: 'ingest', summary: 'send log lines to Kafka or the journal' },
  { name: 'analyzer', summary: 'analyse them, write Parquet, serve the figures' },
]
const names = [...commands, ...apps].map(command => command.name)

const help = (): string =>
  [
    'Usage: millrace <command> [options]',
    '',
    'Commands:',
    ...[...commands, ...apps].map(command => `  ${command.name.padEnd(12)}${command.summary}`),
    '',
    "millrace <command> --help tells a command's options; millrace --version, which version this is.",
    '',
  ].join('\n')

/** Of the whole project: its parts have none of their own. */
function version(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

await runMain(async args => {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    if (name === undefined) process.stderr.write(help())
    else process.stdout.write(help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`)
    return 0
  }
  const command = commands.find(c => c.name === name)
  if (command !== undefined) return (await command.load())(rest)
  const near = suggestion(name, names)
  const hint = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean "${near}"`
  throw new MillraceError('MILLRACE_USAGE', `There is no command "${name}"; ${hint}.`)
})
