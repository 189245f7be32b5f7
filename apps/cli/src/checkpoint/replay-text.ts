import { type BatchReplay, isEqual, type RowDifference } from '@millrace/engine'
import type { SinkComparison } from './replay-command.ts'

export interface ReplayReport extends Omit<BatchReplay, 'outputs'> {
  readonly checkpoint: string
  readonly equal: boolean
  readonly outputs: readonly SinkComparison[]
}

/** A replay for people: a line for each state and sink, and below it the rows that differ. */
export function replayText({ batchId, start, end, numInputRows, state, outputs, equal }: ReplayReport): string {
  const lines = [`Batch ${batchId}, ${numInputRows} rows, from ${JSON.stringify(start)} to ${JSON.stringify(end)}`]
  for (const { operator, operatorName, outputs: of, difference } of state) {
    const name = `State ${operator} (${[operatorName, ...of].join(', ')})`
    lines.push(`${name}: ${isEqual(difference) ? `equal, ${difference.committed} rows` : 'DIFFERS'}`)
    lines.push(...differenceLines(difference))
  }
  for (const output of outputs) lines.push(...outputLines(output))
  lines.push(equal ? 'The replay gives what was committed.' : 'The replay does not give what was committed.')
  return lines.map(line => `${line}\n`).join('')
}

function outputLines(compared: SinkComparison): string[] {
  const name = `Output ${compared.output}, ${compared.sink}`
  switch (compared.result) {
    case 'equal':
      return [`${name}: equal, ${compared.rows} rows in ${compared.files} files`]
    case 'differs':
      return [`${name}: DIFFERS`, ...differenceLines(compared.difference)]
    case 'gone':
      return [`${name}: no file of this batch is there any more`]
    case 'right rows':
      return [`${name}: equal`]
    case 'wrong rows':
      return [`${name}: DIFFERS`]
    case 'other batch':
      return [`${name}: shows another batch now, so it was not compared`]
    case 'not compared':
      return [`${name}: ${compared.rows} rows, not compared: this sink does not tell what it holds`]
  }
}

function differenceLines({ onlyReplayed, onlyCommitted }: RowDifference): string[] {
  const side = (who: string, { rows, examples }: RowDifference['onlyReplayed']): string[] =>
    rows === 0 ? [] : [`  ${rows} rows only ${who}, such as`, ...examples.map(row => `    ${row}`)]
  return [...side('in the replay', onlyReplayed), ...side('committed', onlyCommitted)]
}
