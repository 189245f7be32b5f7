import fc from 'fast-check'

/**
 * What fast-check generates and shrinks: trees of numbers. Each of them stands for one well typed plan over given tables: `elaborate`
 * reads a number as a choice among what is possible at its place. Subtrees shrink on their own, and 0 is always the simplest choice.
 */
export interface RawExpression {
  /** Which operation. */
  readonly k: number
  /** Its parameters. */
  readonly v: number
  /** None: a column or a literal. */
  readonly args: readonly RawExpression[]
}

/** One operator over the rows so far. */
export interface RawStep {
  readonly k: number
  readonly v: number
  readonly expressions: readonly RawExpression[]
  /** The right side of a join or a set operation. */
  readonly other: RawPlan | null
}

export interface RawPlan {
  readonly table: number
  readonly steps: readonly RawStep[]
}

/** A column of a table: its type, whether it has extreme values, and how its values are picked from the type's pool. */
export interface RawColumn {
  readonly type: number
  readonly wide: boolean
}

export interface RawTable {
  readonly columns: readonly RawColumn[]
  /** For each row and column the index of a value; 0 is null. */
  readonly rows: readonly (readonly number[])[]
}

export interface RawCase {
  readonly tables: readonly RawTable[]
  readonly plan: RawPlan
}

const choice = fc.noBias(fc.nat({ max: 0xffffff }))

const { expression } = fc.letrec<{ expression: RawExpression }>(tie => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'max', withCrossShrink: true },
    { weight: 1, arbitrary: fc.record({ k: choice, v: choice, args: fc.constant([]) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        k: choice,
        v: choice,
        args: fc.array(tie('expression'), { minLength: 1, maxLength: 3, size: 'max' }),
      }),
    },
  ),
}))

const steps = (other: fc.Arbitrary<RawPlan | null>, maxLength: number): fc.Arbitrary<RawStep[]> =>
  fc.array(
    fc.record({ k: choice, v: choice, expressions: fc.array(expression, { maxLength: 4, size: 'max' }), other }),
    { maxLength, size: 'max' },
  )

const table: fc.Arbitrary<number> = fc.nat({ max: 2 })
const leafPlan: fc.Arbitrary<RawPlan> = fc.record({ table, steps: steps(fc.constant(null), 2) })
const plan: fc.Arbitrary<RawPlan> = fc.record({
  table,
  steps: steps(fc.option(leafPlan, { freq: 2, nil: null }), 5),
})

/** Most values are among the first few of a pool, so that joins and groups meet. */
const cell = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 4 }) }, { weight: 1, arbitrary: fc.nat({ max: 15 }) })

const rawTable: fc.Arbitrary<RawTable> = fc.record({
  columns: fc.array(fc.record({ type: choice, wide: fc.noBias(fc.integer({ min: 0, max: 7 })).map(n => n === 7) }), {
    minLength: 1,
    maxLength: 5,
    size: 'max',
  }),
  rows: fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 12, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 60, size: 'max' }) },
  ),
})

export const rawCase: fc.Arbitrary<RawCase> = fc.record({
  tables: fc.array(rawTable, { minLength: 1, maxLength: 3, size: 'max' }),
  plan,
})
