import { helpText, listenForStop, parseOptions, wantsHelp } from '@millrace/config'
import { compactTable } from '@millrace/hdfs-writer'
import { locationOpener } from '../run/open-location.ts'
import { compactHelp, compactOptions } from './compact-options.ts'
import { reportText } from './report-text.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** As a shell says it of a program that SIGINT ended. */
const STOPPED = 130

/** `millrace compact TABLE`: 1 where damaged files were left, 130 when it was told to stop. */
export async function compactCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(compactHelp, compactOptions))
    return 0
  }
  const options = parseOptions(compactOptions, args)
  const open = locationOpener(options)
  const { fs, path } = open(options.table)
  const checkpoint = options.checkpoint === undefined ? undefined : open(options.checkpoint)
  const { finish } = listenForStop()
  try {
    const report = await compactTable({
      fs,
      table: path,
      checkpoint,
      open,
      targetBytes: options.target,
      olderThanMs: options.olderThan,
      graceMs: options.grace,
      keepDays: options.keep === undefined ? undefined : Math.ceil(options.keep / DAY_MS),
      skipDamaged: options.skipDamaged,
      dryRun: options.dryRun,
      threads: options.threads,
      signal: finish,
    })
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, options.dryRun))
    if (finish.aborted) {
      process.stderr.write('millrace: Stopped before its end; the next run goes on.\n')
      return STOPPED
    }
    return report.skipped.length > 0 ? 1 : 0
  } finally {
    await checkpoint?.fs.close()
    await fs.close()
  }
}
