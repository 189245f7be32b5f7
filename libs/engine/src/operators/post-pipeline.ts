import type { ColumnBatch } from '@millrace/columns'
import { allRows, ExpressionKernel, PredicateKernel } from '../kernels/kernel.ts'
import { take, takeBatch } from '../kernels/take.ts'
import type { PostAggregate, PostLimit, PostOperator, PostProject, PostSort } from '../plan/post-plan.ts'
import { Grouping } from './aggregate/grouping.ts'
import { generator } from './relational/generate.ts'
import { sortRows } from './sort.ts'

type Step = (batch: ColumnBatch) => ColumnBatch

/** The operators that follow an aggregation, compiled: projection, having, sort, limit. */
export class PostPipeline {
  readonly #steps: readonly Step[]

  constructor(operators: readonly PostOperator[]) {
    this.#steps = operators.map((operator, i) => step(operator, operators[i + 1]))
  }

  run(batch: ColumnBatch): ColumnBatch {
    return this.#steps.reduce((rows, next) => next(rows), batch)
  }
}

function step(operator: PostOperator, next: PostOperator | undefined): Step {
  switch (operator.op) {
    case 'project':
      return project(operator)
    case 'filter': {
      const predicate = new PredicateKernel(operator.condition)
      return batch => takeBatch(batch, predicate.select(batch))
    }
    case 'sort':
      // A limit that follows is told to the sort, which then keeps no more rows than that.
      return sort(operator, next?.op === 'limit' ? next.offset + next.count : Infinity)
    case 'limit':
      return limit(operator)
    case 'aggregate':
      return aggregate(operator)
    case 'generate':
      return generator(operator)
  }
}

function project({ columns }: PostProject): Step {
  const kernels = columns.map(c => new ExpressionKernel(c.expression))
  const schema = columns.map(({ name, expression: { type, nullable } }) => ({ name, type, nullable }))
  return batch => ({ schema, length: batch.length, columns: kernels.map(k => k.evaluate(batch)) })
}

function sort({ orders }: PostSort, limit: number): Step {
  const kernels = orders.map(o => new ExpressionKernel(o.expression))
  return batch => {
    const keys = orders.map((o, i) => ({ ...o, column: kernels[i].evaluate(batch) }))
    const rows = sortRows(keys, batch.length, limit)
    return { ...batch, length: rows.length, columns: batch.columns.map(c => take(c, rows, rows.length)) }
  }
}

function limit({ count, offset }: PostLimit): Step {
  return batch => {
    const length = Math.max(0, Math.min(count, batch.length - offset))
    const rows = offset === 0 ? null : Int32Array.from({ length }, (_, i) => offset + i)
    return takeBatch(batch, { rows, count: length })
  }
}

function aggregate({ keys, functions }: PostAggregate): Step {
  const keyKernels = keys.map(k => new ExpressionKernel(k))
  const argKernels = functions.map(f => f.expressions.map(e => new ExpressionKernel(e)))
  const spec = { keys: keys.map(({ type, nullable }) => ({ type, nullable })), functions }
  return batch => {
    const grouping = new Grouping(spec)
    grouping.update(
      keyKernels.map(k => k.evaluate(batch)),
      argKernels.map(kernels => kernels.map(k => k.evaluate(batch))),
      allRows(batch),
    )
    return grouping.result()
  }
}
