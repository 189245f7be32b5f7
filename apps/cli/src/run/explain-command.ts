import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { explainQuery } from '@millrace/engine'
import { loadPipeline } from './load-pipeline.ts'
import { locationOpener } from './open-location.ts'
import { explainHelp, explainOptions } from './run-options.ts'
import { settingsOf } from './settings.ts'

/** `millrace explain pipeline.ts`: the plans of every query. */
export async function explainCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(explainHelp, explainOptions))
    return 0
  }
  const { pipeline, set } = parseOptions(explainOptions, args)
  const queries = await (await loadPipeline(pipeline, locationOpener({}))).queries(settingsOf(set))
  const texts = Object.entries(queries).map(([name, { outputs }]) => `Query ${name}\n\n${explainQuery(outputs)}\n`)
  process.stdout.write(texts.join('\n'))
  return 0
}
