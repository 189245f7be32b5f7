import { helpText, listenForStop, parseOptions, runMain, wantsHelp } from '@millrace/config'
import { createLogger } from '@millrace/logging'
import { analyzerHelp, analyzerOptions } from './analyzer-options.ts'
import { runAnalyzer } from './run-analyzer.ts'

await runMain(
  async argv => {
    if (wantsHelp(argv)) {
      process.stdout.write(helpText(analyzerHelp, analyzerOptions))
      return
    }
    const options = parseOptions(analyzerOptions, argv)
    const stop = listenForStop()
    // A second signal, or a server that does not answer while stopping, does not keep the process: nothing is half-committed.
    stop.giveUp.addEventListener('abort', () => process.exit(0))
    stop.finish.addEventListener('abort', () => setTimeout(() => process.exit(0), 20_000).unref())
    await runAnalyzer(options, { argv, log: createLogger('analyzer'), stop, stdout: process.stdout })
  },
  { name: 'analyzer' },
)
