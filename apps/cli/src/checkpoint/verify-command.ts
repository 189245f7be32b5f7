import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { type Verification, verifyCheckpoint } from '@millrace/engine'
import { locationOpener } from '../run/open-location.ts'
import { verifyHelp, verifyOptions } from './checkpoint-options.ts'

/** `millrace checkpoint verify DIR`: 1 where a file is damaged. */
export async function verifyCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(verifyHelp, verifyOptions))
    return 0
  }
  const options = parseOptions(verifyOptions, args)
  const { fs, path } = locationOpener(options)(options.directory)
  try {
    const found = await verifyCheckpoint(fs, path)
    process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : verifyText(found))
    return found.problems.length === 0 ? 0 : 1
  } finally {
    await fs.close()
  }
}

function verifyText({ files, committed, problems }: Verification): string {
  const read = `${files} files read${committed === null || committed < 0 ? '' : `, last committed batch ${committed}`}`
  if (problems.length === 0) return `${read}: nothing is damaged.\n`
  const texts = problems.map(
    ({ problem, needed, advice }) => `${needed ? 'DAMAGED' : 'damaged, not needed'}: ${problem}\n  ${advice}\n`,
  )
  return `${texts.join('')}${read}, ${problems.length} damaged.\n`
}
