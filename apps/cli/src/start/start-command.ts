import { fileURLToPath } from 'node:url'
import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { AppProcess } from './app-process.ts'
import { checkPort } from './check-port.ts'
import { relayedLine } from './relayed-line.ts'
import { startHelp, startOptions } from './start-options.ts'

const root = new URL('../../../../', import.meta.url)
/** Of this module and the apps' own: `.ts` from source, `.js` when built. */
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
const bundledDay = fileURLToPath(new URL('data/nasa-1995-08-01.log.gz', root))

/** npm and the terminal may both deliver the same Ctrl-C. */
const REPEAT_MS = 1000
const PARENT_POLL_MS = 500

const ALL_SENT = 'all lines are sent; the analyzer goes on until Ctrl-C'

/** Runs ingest and analyzer side by side until one fails or a signal comes; with `--once` one after the other. */
export async function startCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(startHelp, startOptions))
    return 0
  }
  const options = parseOptions(startOptions, args)
  const files = options.file.length === 0 ? [bundledDay] : options.file
  const ingestArgs = ['--journal', options.journal, ...files.flatMap(file => ['--file', file])]
  if (!options.once && options.rate > 0) ingestArgs.push('--rate', String(options.rate))
  const analyzerArgs = ['--journal', options.journal, '--table', options.table]
  analyzerArgs.push(
    ...(options.once ? ['--once'] : ['--trigger', `${options.trigger}ms`, '--port', String(options.port)]),
  )

  const running: AppProcess[] = []
  const launch = (name: string, appArgs: string[]): Promise<number> => {
    const app = new AppProcess(name, fileURLToPath(new URL(`apps/${name}/src/main${extension}`, root)), appArgs)
    running.push(app)
    return app.exited
  }
  const stopped = stopOnSignals(running)
  if (options.once) {
    const code = await launch('ingest', ingestArgs)
    return code !== 0 || stopped.value ? code : launch('analyzer', analyzerArgs)
  }
  // The analyzer would say so too, but after ingest has sent its first lines.
  await checkPort(options.port)
  if (stopped.value) return 0
  const ingest = launch('ingest', ingestArgs)
  const analyzer = launch('analyzer', analyzerArgs)
  let analyzing = true
  const goOn = (): Promise<number> => {
    if (analyzing && !stopped.value) process.stderr.write(`${relayedLine('millrace', ALL_SENT)}\n`)
    return analyzer
  }
  const first = await Promise.race([ingest.then(code => (code === 0 ? goOn() : code)), analyzer])
  analyzing = false
  for (const app of running) app.stop()
  const codes = await Promise.all([ingest, analyzer])
  return first !== 0 ? first : (codes.find(code => code !== 0) ?? 0)
}

/** Passes a first signal on as SIGTERM, and makes the third one final. Also stops when the process that started this one is gone. */
function stopOnSignals(running: readonly AppProcess[]): { value: boolean } {
  const stopped = { value: false }
  let last = 0
  let count = 0
  const stop = (): void => {
    const now = Date.now()
    stopped.value = true
    if (now - last < REPEAT_MS) return
    last = now
    count++
    for (const app of running) count < 3 ? app.stop() : app.kill()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, PARENT_POLL_MS).unref()
  return stopped
}
