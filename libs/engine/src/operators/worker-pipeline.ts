import { type ColumnBatch, Dictionary } from '@millrace/columns'
import type { ParsedBatch } from '@millrace/log-parser'
import type { RecordBlock } from '../connector/source.ts'
import { allRows, ExpressionKernel, PredicateKernel } from '../kernels/kernel.ts'
import { takeBatch } from '../kernels/take.ts'
import type { BlockPlan, WorkerPlan } from '../plan/worker-plan.ts'
import { PartialAggregator, type PartialResult } from './aggregate/partial-aggregator.ts'
import { malformedBatch, parsedBatch, recordBatch } from './block-batches.ts'

/** Rows of one output, for its encoder. */
export interface OutputRows {
  readonly output: string
  readonly batch: ColumnBatch
}

/** The compiled plan of a pipeline in one worker: filters, expressions and partial aggregations, each once per block. */
export class WorkerPipeline {
  readonly #plan: WorkerPlan
  readonly #parsed: BlockProcessor
  readonly #malformed: BlockProcessor
  readonly #reasons = new Dictionary(16)

  constructor(plan: WorkerPlan) {
    this.#plan = plan
    this.#parsed = new BlockProcessor(plan.parsed)
    this.#malformed = new BlockProcessor(plan.malformed)
    for (const reason of plan.reasons) this.#reasons.internString(reason)
  }

  /** Bytes that the partial aggregations hold. */
  get byteSize(): number {
    return this.#parsed.byteSize + this.#malformed.byteSize
  }

  /**
   * Takes one block after the parser: its parsed rows and its malformed lines. Gives the rows for the row outputs, in the order of
   * the block; nothing for outputs without rows in it.
   */
  process(parsed: ParsedBatch, records: RecordBlock): OutputRows[] {
    const outputs = this.processParsed(parsedBatch(this.#plan.parsed.schema, parsed, records))
    if (parsed.malformed.count === 0) return outputs
    const malformed = malformedBatch(this.#plan.malformed.schema, this.#reasons, parsed.malformed, records)
    return [...outputs, ...this.#malformed.process(malformed)]
  }

  /** Takes records that are rows already. */
  processRecords(records: RecordBlock): OutputRows[] {
    return this.processParsed(recordBatch(this.#plan.parsed.schema, records))
  }

  /** Takes rows that are already one batch: the columns of `plan.parsed.schema`. */
  processParsed(batch: ColumnBatch): OutputRows[] {
    return this.#parsed.process(batch)
  }

  /** The partial results of the task, one per aggregation of the pipeline; the next task starts with none. */
  finish(): PartialResult[] {
    const results: PartialResult[] = []
    this.#parsed.finish(results)
    this.#malformed.finish(results)
    return results
  }

  /** Forgets the task so far. */
  reset(): void {
    this.#parsed.reset()
    this.#malformed.reset()
  }
}

class BlockProcessor {
  readonly #plan: BlockPlan
  readonly #predicates: readonly PredicateKernel[]
  readonly #kernels: readonly ExpressionKernel[]
  readonly #aggregators: readonly PartialAggregator[]

  constructor(plan: BlockPlan) {
    this.#plan = plan
    this.#predicates = plan.selections.map(s => new PredicateKernel(s.condition))
    this.#kernels = plan.expressions.map(e => new ExpressionKernel(e.expression))
    this.#aggregators = plan.aggregations.map(a => new PartialAggregator(a.spec))
  }

  get byteSize(): number {
    return this.#aggregators.reduce((sum, a) => sum + a.byteSize, 0)
  }

  process(batch: ColumnBatch): OutputRows[] {
    const plan = this.#plan
    if (batch.length === 0) return []
    // Aggregations keep nothing of a block.
    const again = plan.rows.length === 0
    const all = allRows(batch)
    const selections = [all]
    plan.selections.forEach(({ input }, i) => {
      selections.push(this.#predicates[i].select(batch, selections[input + 1], again))
    })
    const columns = plan.expressions.map(({ selection }, i) =>
      this.#kernels[i].evaluate(batch, selections[selection + 1], again),
    )
    plan.aggregations.forEach((a, i) => {
      const selection = selections[a.selection + 1]
      if (selection.count === 0) return
      const args = a.args.map(indices => indices.map(k => columns[k]))
      this.#aggregators[i].update(
        a.keys.map(k => columns[k]),
        args,
        selection,
      )
    })
    return plan.rows.flatMap(({ output, selection, schema, columns: indices }) => {
      const chosen = selections[selection + 1]
      if (chosen.count === 0) return []
      const rows: ColumnBatch = { schema, length: batch.length, columns: indices.map(k => columns[k]) }
      return [{ output, batch: takeBatch(rows, chosen) }]
    })
  }

  finish(results: PartialResult[]): void {
    this.#plan.aggregations.forEach((a, i) => {
      results[a.id] = this.#aggregators[i].finish()
    })
  }

  reset(): void {
    for (const a of this.#aggregators) a.reset()
  }
}
