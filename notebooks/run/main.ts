/** `npm run notebooks`: see `--help`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { helpText, listenForStop, parseOptions, runMain, wantsHelp } from '@millrace/config'
import { MADE, NOTEBOOKS, ROOT } from './folders.ts'
import { type NotebooksOptions, notebooksHelp, notebooksOptions } from './options.ts'
import { run } from './run.ts'
import { type Sample, startSample } from './sample.ts'
import { type Jupyter, setUp } from './set-up.ts'

const NASA_DAY = join(ROOT, 'data', 'nasa-1995-08-01.log.gz')
/** Lines of the day a second: its 33,996 take long enough to be watched. */
const RATE = 3000

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
  const sample = await sampleFor(options)
  const one = (name: string): Promise<void> => executeOne(jupyter, name, options, { sample, stop })
  try {
    if (sample !== undefined || options.analyzer !== undefined) await one('live')
    else console.log('live: left out, for --analyzer names no analyzer to watch')
    await sample?.finish()
    await one('log-analytics')
  } finally {
    await sample?.stop()
  }
}

async function executeOne(
  { python, env }: Jupyter,
  name: string,
  options: NotebooksOptions,
  { sample, stop }: { readonly sample: Sample | undefined; readonly stop: AbortSignal },
): Promise<void> {
  const executed = join(MADE, 'executed')
  mkdirSync(executed, { recursive: true })
  const into = options.save ? ['--inplace'] : ['--output-dir', executed]
  await run(python, ['-m', 'nbconvert', '--to', 'notebook', '--execute', ...into, join(NOTEBOOKS, `${name}.ipynb`)], {
    env: { ...env, ...settings(options, sample) },
    silent: true,
    stop,
  })
  console.log(`${name}: executed into ${options.save ? NOTEBOOKS : executed}`)
}

async function open({ python, env }: Jupyter, options: NotebooksOptions): Promise<void> {
  // Jupyter answers a Ctrl-C with a question; this process ends when Jupyter has.
  listenForStop()
  const sample = await sampleFor(options)
  try {
    const lab = ['-m', 'jupyterlab', '--notebook-dir', NOTEBOOKS]
    await run(python, lab, { env: { ...env, ...settings(options, sample) } })
  } finally {
    await sample?.stop()
  }
}

async function sampleFor({ table, logs }: NotebooksOptions): Promise<Sample | undefined> {
  if (table !== undefined) return undefined
  return logs.length > 0 ? startSample({ logs }) : startSample({ logs: [NASA_DAY], rate: RATE })
}

/** What the notebooks read from their environment. */
function settings({ table, logs, analyzer }: NotebooksOptions, sample: Sample | undefined): Record<string, string> {
  const files = table === undefined && logs.length === 0 ? [NASA_DAY] : logs
  return {
    MILLRACE_TABLE: sample?.table ?? table ?? '',
    MILLRACE_ANALYZER: sample?.analyzer ?? analyzer ?? '',
    MILLRACE_LOGS: JSON.stringify(files),
  }
}

await runMain(main, { name: 'notebooks' })
