import { helpText, parseOptions, runMain, type Stop, wantsHelp } from '@millrace/config'
import { analyzerHelp, analyzerOptions } from './analyzer-options.ts'

/** The analyzer as a program: help, options, exit codes. Ends the process. */
export function analyzerCommand(stop: Stop): Promise<never> {
  return runMain(
    async argv => {
      if (wantsHelp(argv)) {
        process.stdout.write(helpText(analyzerHelp, analyzerOptions))
        return
      }
      const options = parseOptions(analyzerOptions, argv)
      // A second signal does not wait: whatever is under way is not committed and runs again.
      stop.giveUp.addEventListener('abort', () => process.exit(0))
      const [{ createLogger }, { runAnalyzer }] = await Promise.all([
        import('@millrace/logging'),
        import('./run-analyzer.ts'),
      ])
      if (stop.finish.aborted) return
      await runAnalyzer(options, { argv, log: createLogger('analyzer'), stop: stop.finish, stdout: process.stdout })
    },
    { name: 'analyzer' },
  )
}
