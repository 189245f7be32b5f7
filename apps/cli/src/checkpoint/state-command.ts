import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { CheckpointView, type OperatorState, readState, showTable } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { locationOpener } from '../run/open-location.ts'
import { stateHelp, stateOptions } from './checkpoint-options.ts'
import { jsonRows } from './json-rows.ts'

/** `millrace checkpoint state DIR`. */
export async function stateCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(stateHelp, stateOptions))
    return 0
  }
  const options = parseOptions(stateOptions, args)
  const { fs, path } = locationOpener(options)(options.directory)
  try {
    const view = await CheckpointView.open(fs, path)
    const committed = await view.committed()
    if (committed < 0) throw new MillraceError('MILLRACE_USAGE', `${fs.display(path)} has no committed batch yet.`)
    const batchId = options.batch ?? committed
    if (batchId > committed)
      throw new MillraceError(
        'MILLRACE_USAGE',
        `--batch ${batchId}: the last committed batch of ${fs.display(path)} is ${committed}.`,
      )
    const states = chosen(await readState(view, batchId), options.operator)
    process.stdout.write(
      options.json ? `${stateJson(states, batchId, options.limit)}\n` : stateText(states, batchId, options.limit),
    )
    return 0
  } finally {
    await fs.close()
  }
}

function chosen(states: readonly OperatorState[], operator: string | undefined): readonly OperatorState[] {
  if (operator === undefined) return states
  const found = states.filter(state => state.operator === operator || state.outputs.includes(operator))
  if (found.length > 0) return found
  const names = states.map(state => [state.operator, ...state.outputs].join('/'))
  throw new MillraceError(
    'MILLRACE_USAGE',
    `--operator: ${JSON.stringify(operator)} is no operator of the checkpoint; expected one of ${names.join(', ') || 'none'}.`,
  )
}

function stateText(states: readonly OperatorState[], batchId: number, limit: number): string {
  if (states.length === 0) return 'The query keeps no state.\n'
  return states
    .map(({ operator, operatorName, outputs, rows }) => {
      const of = outputs.length === 0 ? '' : `, of output ${outputs.join(', ')}`
      const title = `Operator ${operator} (${operatorName}${of}) after batch ${batchId}: ${rows.length} rows\n`
      return title + (limit === 0 ? '' : showTable(rows, { numRows: limit, truncate: 60 }))
    })
    .join('\n')
}

const stateJson = (states: readonly OperatorState[], batchId: number, limit: number): string =>
  JSON.stringify(
    {
      batchId,
      operators: states.map(({ operator, operatorName, outputs, rows }) => ({
        operator,
        operatorName,
        outputs,
        numRows: rows.length,
        ...jsonRows(rows, limit),
      })),
    },
    null,
    2,
  )
