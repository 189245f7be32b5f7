import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { loadArtifact } from './artifact.ts'
import {
  addCounts,
  countsOf,
  formatCounts,
  REQUIRED_FILES,
  readBaseline,
  regressions,
  shortfalls,
  updateBaseline,
} from './baseline.ts'
import { fileDetails, fileLine, PARTS, type Part, reasons } from './report-text.ts'
import { runFiles } from './run-files.ts'

const HELP = `npm run test:spark-golden [-- [options] FILE...]

Runs the SELECTs of Spark 4.1.1's own golden files through Millrace's SQL and compares the answers with Spark's.

FILE    a golden file (group-by), a folder (postgreSQL/), or "required" (the files that must pass); default: all

  --verbose          every statement that was refused (with the error) or answered differently (with the rows)
  --only PARTS       of these alone: ${PARTS.join(', ')}; implies --verbose
  --grep TEXT        of statements that contain TEXT alone; implies --verbose
  --reasons[=N]      the N most frequent errors of refused SELECTs; default 40
  --list             the names of all files
  --jobs N           files at a time; default: processors, at most 4
  --timeout SECONDS  what a statement may take before it counts as refused; default 20
  --update-baseline  writes the counts of what was run to baseline.json

Exit code: 1 when a file has fewer passed or more wrong than baseline.json says.
`

const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`)
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: args.map(arg => (arg === '--reasons' ? '--reasons=40' : arg)),
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      verbose: { type: 'boolean', short: 'v' },
      only: { type: 'string' },
      grep: { type: 'string' },
      reasons: { type: 'string' },
      list: { type: 'boolean' },
      jobs: { type: 'string' },
      timeout: { type: 'string' },
      'update-baseline': { type: 'boolean' },
    },
  })
  if (values.help) {
    print(HELP)
    return 0
  }
  const artifact = await loadArtifact()
  const all = [...artifact.results.keys()].sort()
  if (values.list) {
    print(all.join('\n'))
    return 0
  }
  const names = chosen(positionals, all)
  const verbose = values.verbose || values.only !== undefined || values.grep !== undefined
  const parts = partsOf(values.only)
  const results = await runFiles({
    artifact,
    names,
    jobs: positive(values.jobs, '--jobs') ?? Math.min(availableParallelism(), 4),
    limitMs: (positive(values.timeout, '--timeout') ?? 20) * 1000,
  })
  for (const result of results) {
    print(fileLine(result))
    if (verbose) print(fileDetails(only(result, values.grep), parts))
  }
  if (values.reasons !== undefined) print(`\n${reasons(results, positive(values.reasons, '--reasons')!)}\n`)
  const total = results.map(countsOf).reduce(addCounts, { passed: 0, refused: 0, wrong: 0, of: 0 })
  print(`TOTAL (${results.length} files): ${formatCounts(total)}`)
  const short = shortfalls(results)
  const required = results.filter(result => REQUIRED_FILES.includes(result.name)).length
  if (required > 0)
    print(`Required files that reach 80 % without a wrong answer: ${required - short.length} of ${required}`)
  if (values['update-baseline']) {
    await updateBaseline(results)
    return 0
  }
  const worse = regressions(results, await readBaseline())
  for (const line of worse) print(`Below the baseline: ${line}`)
  return worse.length === 0 ? 0 : 1
}

function chosen(patterns: readonly string[], all: readonly string[]): string[] {
  if (patterns.length === 0) return [...all]
  const names = patterns.flatMap(pattern => {
    if (pattern === 'required') return REQUIRED_FILES
    const name = pattern.replace(/\.sql(\.out)?$/, '')
    const found = all.filter(file => file === name || (name.endsWith('/') && file.startsWith(name)))
    if (found.length === 0) throw new Error(`There is no golden file ${pattern}; --list names them all.`)
    return found
  })
  return [...new Set(names)]
}

function partsOf(text: string | undefined): Part[] {
  const parts = text === undefined ? [...PARTS] : (text.split(',') as Part[])
  const unknown = parts.find(part => !PARTS.includes(part))
  if (unknown !== undefined) throw new Error(`--only takes ${PARTS.join(', ')}, not ${unknown}.`)
  return parts
}

function positive(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a whole number from 1, not ${text}.`)
  return Number(text)
}

const only = (result: Parameters<typeof fileDetails>[0], text: string | undefined): typeof result =>
  text === undefined
    ? result
    : {
        ...result,
        queries: result.queries.filter(query => query.statement.sql.toLowerCase().includes(text.toLowerCase())),
      }

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
