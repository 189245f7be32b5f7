import { helpText, parseOptions, runMain, type Stop, wantsHelp } from '@millrace/config'
import { createLogger } from '@millrace/logging'
import { checkOptions, ingest } from './ingest.ts'
import { ingestHelp, ingestOptions } from './options.ts'
import { terminalLog } from './progress/terminal-log.ts'
import { targetOf } from './target.ts'

/** Ingest as a program: help, options, exit codes. Ends the process. */
export function ingestCommand(stop: Stop): Promise<never> {
  return runMain(
    async argv => {
      if (wantsHelp(argv)) {
        process.stdout.write(helpText(ingestHelp, ingestOptions))
        return
      }
      const options = parseOptions(ingestOptions, argv)
      checkOptions(options)
      const target = await targetOf(options, argv)
      const { stderr } = process
      const log = createLogger('ingest', stderr.isTTY ? { stream: terminalLog(stderr) } : {})
      await ingest(options, { ...target, log, stop, stderr })
    },
    { name: 'ingest' },
  )
}
