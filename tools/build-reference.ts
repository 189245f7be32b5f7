import { readFile, writeFile } from 'node:fs/promises'
import { type CommandHelp, type OptionSchema, referencePage } from '@millrace/config'
import { ERRORS, type ErrorFacts } from '@millrace/errors'
import { analyzerHelp, analyzerOptions } from '../apps/analyzer/src/analyzer-options.ts'
import {
  replayHelp,
  replayOptions,
  showHelp,
  showOptions,
  stateHelp,
  stateOptions,
  verifyHelp,
  verifyOptions,
} from '../apps/cli/src/checkpoint/checkpoint-options.ts'
import { compactHelp, compactOptions } from '../apps/cli/src/compact/compact-options.ts'
import { csvHelp, csvOptions, webHelp, webOptions } from '../apps/cli/src/generate/generate-options.ts'
import { inspectHelp, inspectOptions } from '../apps/cli/src/inspect/inspect-options.ts'
import { journalHelp, journalOptions } from '../apps/cli/src/journal/journal-options.ts'
import { queryHelp, queryOptions } from '../apps/cli/src/query/query-options.ts'
import { reportHelp, reportOptions } from '../apps/cli/src/report/report-options.ts'
import { explainHelp, explainOptions, runHelp, runOptions } from '../apps/cli/src/run/run-options.ts'
import { servicesHelp, servicesOptions } from '../apps/cli/src/services/services-options.ts'
import { sqlHelp, sqlOptions } from '../apps/cli/src/sql/sql-options.ts'
import { startHelp, startOptions } from '../apps/cli/src/start/start-options.ts'
import { ingestHelp, ingestOptions } from '../apps/ingest/src/options.ts'
import { formatsPage } from './formats-page.ts'
import { functionsPage } from './functions-page.ts'

const commands: readonly [file: string, title: string, parts: readonly [CommandHelp, OptionSchema][]][] = [
  ['start', 'npm start', [[startHelp, startOptions]]],
  ['ingest', 'ingest', [[ingestHelp, ingestOptions]]],
  ['analyzer', 'analyzer', [[analyzerHelp, analyzerOptions]]],
  ['report', 'millrace report', [[reportHelp, reportOptions]]],
  ['sql', 'millrace sql', [[sqlHelp, sqlOptions]]],
  ['query', 'millrace query', [[queryHelp, queryOptions]]],
  ['inspect', 'millrace inspect', [[inspectHelp, inspectOptions]]],
  ['compact', 'millrace compact', [[compactHelp, compactOptions]]],
  ['run', 'millrace run', [[runHelp, runOptions]]],
  ['explain', 'millrace explain', [[explainHelp, explainOptions]]],
  [
    'checkpoint',
    'millrace checkpoint',
    [
      [showHelp, showOptions],
      [verifyHelp, verifyOptions],
      [stateHelp, stateOptions],
      [replayHelp, replayOptions],
    ],
  ],
  [
    'generate',
    'millrace generate',
    [
      [webHelp, webOptions],
      [csvHelp, csvOptions],
    ],
  ],
  ['journal', 'millrace journal', [[journalHelp, journalOptions]]],
  ['services', 'millrace services', [[servicesHelp, servicesOptions]]],
]

/** The pages of docs/reference by file name, made from the option schemas and tables that the code itself uses, and tools/functions. */
async function referencePages(): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  for (const [file, title, parts] of commands)
    pages.set(`${file}.md`, `# ${title}\n\n${parts.map(([help, schema]) => referencePage(help, schema)).join('\n')}`)
  pages.set('functions.md', await functionsPage())
  pages.set('errors.md', errorsPage())
  pages.set('formats.md', formatsPage())
  const index = [
    ...commands.map(([file, title]) => `- [${title}](${file}.md)`),
    '- [Functions of SQL](functions.md)',
    '- [Log formats](formats.md)',
    '- [Errors](errors.md)',
  ]
  pages.set(
    'README.md',
    `# Reference\n\nGenerated from the option schemas and the registry of functions by \`npm run docs\`.\n\n${index.join('\n')}\n`,
  )
  return pages
}

function errorsPage(): string {
  const rows = Object.entries<ErrorFacts>(ERRORS).map(
    ([code, { summary, retryable, exitCode }]) =>
      `| \`${code}\` | ${summary} | ${retryable ? 'yes' : 'no'} | ${exitCode} |`,
  )
  return [
    '# Errors',
    '',
    'A running query meets an error marked "retried" by waiting and trying again.',
    '',
    '| Code | Meaning | Retried | Exit code |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

const directory = new URL('../docs/reference/', import.meta.url)

/** Writes the pages; with `--check` tells which differ from what is there, exit code 1. */
if (import.meta.main) {
  for (const [file, text] of await referencePages()) {
    const path = new URL(file, directory)
    const old = await readFile(path, 'utf8').catch(() => '')
    if (old === text) continue
    if (!process.argv.includes('--check')) await writeFile(path, text)
    else {
      process.exitCode = 1
      console.error(`docs/reference/${file} is not what the code says: run npm run docs.`)
    }
  }
}
