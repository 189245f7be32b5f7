/** `npm run notebooks`: see `--help`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { helpText, listenForStop, parseOptions, runMain, wantsHelp } from '@millrace/config'
import { MADE, NOTEBOOKS, ROOT } from './folders.ts'
import { type NotebooksOptions, notebooksHelp, notebooksOptions } from './options.ts'
import { type RunOptions, run } from './run.ts'
import { type Sample, startSample } from './sample.ts'
import { type Jupyter, setUp } from './set-up.ts'

const NASA_DAY = join(ROOT, 'data', 'nasa-1995-08-01.log.gz')
/** Lines of the day a second: its 33,996 are watched for a while, by a notebook that is executed and by a person. */
const EXECUTED_RATE = 4000
const WATCHED_RATE = 500

async function main(args: string[]): Promise<void> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(notebooksHelp, notebooksOptions))
    return
  }
  const options = parseOptions(notebooksOptions, args)
  const jupyter = await setUp({ lab: !options.execute && !options.install })
  if (options.install) return
  await (options.execute ? execute(jupyter, options) : open(jupyter, options))
}

/** The live notebook first, while the sample still runs; the other one over what is then complete. */
async function execute(jupyter: Jupyter, options: NotebooksOptions): Promise<void> {
  const { finish: stop } = listenForStop()
  const sample = await sampleFor(options, EXECUTED_RATE)
  const env = { ...jupyter.env, ...settings(options, { table: sample?.table, analyzer: sample?.analyzer }) }
  const one = (name: string): Promise<void> => executeOne(jupyter.python, name, { save: options.save, env, stop })
  try {
    if (sample !== undefined || options.analyzer !== undefined) await one('live')
    else console.log('live: left out, for --analyzer names no analyzer to watch')
    if (stop.aborted) return
    await sample?.finish()
    await one('log-analytics')
  } finally {
    await sample?.stop()
  }
}

async function executeOne(
  python: string,
  name: string,
  { save, ...options }: Pick<RunOptions, 'env' | 'stop'> & { readonly save: boolean },
): Promise<void> {
  const executed = join(MADE, 'executed')
  mkdirSync(executed, { recursive: true })
  const into = save ? ['--inplace'] : ['--output-dir', executed]
  // Without the moments of each cell, which would be all that differs between two runs.
  const execution = ['--execute', '--ExecutePreprocessor.record_timing=False', join(NOTEBOOKS, `${name}.ipynb`)]
  // Interrupted, it ends its kernel.
  await run(python, ['-m', 'nbconvert', '--to', 'notebook', ...into, ...execution], {
    ...options,
    silent: true,
    stopBy: 'SIGINT',
  })
  if (!options.stop?.aborted) console.log(`${name}: executed into ${save ? NOTEBOOKS : executed}`)
}

/** The case study has a table that is complete; what is watched has just begun. */
async function open(jupyter: Jupyter, options: NotebooksOptions): Promise<void> {
  const { finish: stop } = listenForStop()
  const study = await sampleFor(options)
  await study?.finish()
  const watched = await sampleFor(options, WATCHED_RATE)
  try {
    // In a container there may be nobody but root.
    const root = process.getuid?.() === 0 ? ['--allow-root'] : []
    const env = { ...jupyter.env, ...settings(options, { table: study?.table, analyzer: watched?.analyzer }) }
    await run(jupyter.python, ['-m', 'jupyterlab', '--notebook-dir', NOTEBOOKS, ...root], { env, stop })
  } finally {
    await watched?.stop()
  }
}

/** None where there is a table of the user's own. Log files of the user's come as fast as they can. */
async function sampleFor({ table, logs }: NotebooksOptions, rate?: number): Promise<Sample | undefined> {
  if (table !== undefined) return undefined
  const name = rate === undefined ? 'study' : 'watched'
  return logs.length > 0 ? startSample({ name, logs }) : startSample({ name, logs: [NASA_DAY], rate })
}

/** What the notebooks read from their environment. */
function settings(
  { table, logs, analyzer }: NotebooksOptions,
  sample: { readonly table?: string; readonly analyzer?: string },
): Record<string, string> {
  const files = table === undefined && logs.length === 0 ? [NASA_DAY] : logs
  return {
    MILLRACE_TABLE: sample.table ?? table ?? '',
    MILLRACE_ANALYZER: sample.analyzer ?? analyzer ?? '',
    MILLRACE_LOGS: JSON.stringify(files),
  }
}

await runMain(main, { name: 'notebooks' })
