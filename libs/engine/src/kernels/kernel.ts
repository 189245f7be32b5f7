import {
  type Column,
  type ColumnBatch,
  columnOf,
  type Dictionary,
  type FixedColumn,
  type FixedValues,
  type HostValue,
  isObjectType,
  newFixedValues,
  type TypeName,
  validityBytes,
} from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { binaryColumn } from './binary-ids.ts'
import { ColumnCalls } from './column-function.ts'
import { type ErrorTrace, locatedError } from './error-trace.ts'
import { withFailingRow } from './failing-row.ts'
import { Generator, is64, isText } from './generator.ts'
import { allSafe } from './safe-int64.ts'

/** Rows of a batch: the first `count` indices of `rows`, ascending, or the first `count` rows when `rows` is null. */
export interface Selection {
  readonly rows: Int32Array | null
  readonly count: number
}

export const allRows = (batch: { readonly length: number }): Selection => ({ rows: null, count: batch.length })

/** What a kernel's code fills. */
interface Output {
  readonly values: FixedValues | HostValue[]
  readonly validity: Uint8Array
  dictionary: Dictionary | null
}

type Run = (columns: readonly Column[], rows: Int32Array | null, count: number, output: unknown) => number

interface Compiled {
  readonly run: Run
  readonly columns: readonly string[]
  readonly wide: readonly string[]
}

type Generate = (e: TypedExpression, g: Generator) => Compiled

/** Generated code in two forms: a fast one over doubles and, made when it is first needed, an exact one over BigInt. */
class CompiledPair {
  readonly #expression: TypedExpression
  readonly #generate: Generate
  readonly #fast: Compiled
  #exact: Compiled | null = null

  constructor(expression: TypedExpression, generate: Generate) {
    this.#expression = expression
    this.#generate = generate
    this.#fast = generate(expression, new Generator(false))
  }

  run(batch: ColumnBatch, selection: Selection, output: unknown): number {
    try {
      return this.#run(batch, selection, output)
    } catch (error) {
      const e = this.#expression
      const rerun = (trace: ErrorTrace): unknown =>
        this.#call(this.#generate(e, new Generator(true, trace)), batch, selection, output)
      const told = locatedError(error, e, rerun)
      throw withFailingRow(told, batch, selection, rows => this.#run(batch, rows, output))
    }
  }

  #run(batch: ColumnBatch, selection: Selection, output: unknown): number {
    const safe = this.#fast.wide.every(name => allSafe(column(batch, name) as FixedColumn))
    const result = safe ? this.#call(this.#fast, batch, selection, output) : -1
    if (result >= 0) return result
    this.#exact ??= this.#generate(this.#expression, new Generator(true))
    return this.#call(this.#exact, batch, selection, output)
  }

  #call(compiled: Compiled, batch: ColumnBatch, selection: Selection, output: unknown): number {
    return compiled.run(
      compiled.columns.map(name => column(batch, name)),
      selection.rows,
      selection.count,
      output,
    )
  }
}

function column(batch: ColumnBatch, name: string): Column {
  const found = columnOf(batch, name)
  if (found === undefined) throw new MillraceError('MILLRACE_INTERNAL', `A batch lacks the column ${name} of its plan.`)
  return found
}

function compile(g: Generator, end: string, result: string): Compiled {
  const source = `'use strict'
${g.constants.declaration}
return function run(cols, rows, count, out) {
${g.setup.join('\n')}
let n = 0
for (let i = 0; i < count; i++) {
const r = rows === null ? i : rows[i]
${g.loads.join('\n')}
${g.body.join('\n')}
}
${end}
return ${result}
}`
  const run = new Function('K', source)(g.constants.values) as Run
  return { run, columns: g.columns, wide: [...g.wide] }
}

function store(type: TypeName): string {
  return type === 'boolean' ? 'values[r] = v ? 1 : 0' : 'values[r] = v'
}

function expressionCode(e: TypedExpression, g: Generator): Compiled {
  g.setup.push('const values = out.values, validity = out.validity')
  const fastWide = is64(e.type) && !g.exact
  if (fastWide) g.setup.push('const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)')
  const { value, isNull, dictionary } = g.emit(e)
  if (isText(e.type)) {
    g.line(
      isNull === 'false' ? `values[r] = ${value}` : `if (${isNull}) { values[r] = -1; n++ } else values[r] = ${value}`,
    )
    return compile(g, `out.dictionary = ${dictionary}`, 'n')
  }
  if (isObjectType(e.type)) {
    g.line(isNull === 'false' ? `values[r] = ${value}` : `if (${isNull}) n++; else values[r] = ${value}`)
    return compile(g, '', 'n')
  }
  const write = fastWide
    ? 'const high = Math.floor(v / 4294967296); words[2 * r + 1] = high; words[2 * r] = v - high * 4294967296'
    : store(e.type)
  const mark = e.nullable ? '; validity[r >> 3] |= 1 << (r & 7)' : ''
  g.line(`if (${isNull}) n++\nelse { const v = ${value}; ${write}${mark} }`)
  return compile(g, '', 'n')
}

/** Values of a fixed-width type, all zero. */
export const newValues = newFixedValues

/** An expression compiled for blocks of rows. Its memos live as long as the kernel and follow the input dictionaries. */
export class ExpressionKernel {
  readonly expression: TypedExpression
  readonly #calls: ColumnCalls | null
  readonly #code: CompiledPair | null
  /** The memory of the column before, where it may be used again. */
  #before: Output | null = null

  constructor(expression: TypedExpression) {
    this.#calls = ColumnCalls.of(expression)
    this.expression = this.#calls?.rest ?? expression
    this.#code = this.expression.kind === 'column' ? null : new CompiledPair(this.expression, expressionCode)
  }

  /**
   * The values in a column as long as the batch. Only the selected rows are computed; the others hold anything. A bare column is
   * passed on as it is.
   *
   * @param again the column is of no use any more when the next is computed, which then takes its memory
   */
  evaluate(given: ColumnBatch, selection: Selection = allRows(given), again = false): Column {
    const { expression } = this
    const batch = this.#calls?.compute(given, selection) ?? given
    if (this.#code === null) return column(batch, expression.kind === 'column' ? expression.name : '')
    const { type } = expression
    const { length } = batch
    if (isObjectType(type)) {
      const objects = new Array<HostValue>(length).fill(null)
      const nullCount = this.#code.run(batch, selection, { values: objects })
      return { type, length, objects, nullCount }
    }
    const output = again ? this.#outputAgain(length) : this.#newOutput(length)
    const nullCount = this.#code.run(batch, selection, output)
    if (type === 'string') {
      return { type, length, ids: output.values as Int32Array, dictionary: output.dictionary!, nullCount }
    }
    if (type === 'binary') return binaryColumn(output.values as Int32Array, length, output.dictionary!)
    return {
      type,
      length,
      values: output.values as FixedValues,
      validity: nullCount === 0 ? null : output.validity,
      nullCount,
    }
  }

  #newOutput(length: number): Output {
    const { type, nullable } = this.expression
    return {
      values: isText(type) ? new Int32Array(length).fill(-1) : newValues(type as FixedColumn['type'], length),
      validity: new Uint8Array(nullable && !isText(type) ? validityBytes(length) : 0),
      dictionary: null,
    }
  }

  #outputAgain(length: number): Output {
    const before = this.#before
    if (before === null || before.values.length < length) return (this.#before = this.#newOutput(length))
    if (isText(this.expression.type)) (before.values as Int32Array).fill(-1, 0, length)
    before.validity.fill(0)
    return before
  }
}

function predicateCode(e: TypedExpression, g: Generator): Compiled {
  const { value, isNull } = g.emit(e)
  g.line(isNull === 'false' ? `if (${value}) out[n++] = r` : `if (!(${isNull}) && ${value}) out[n++] = r`)
  return compile(g, '', 'n')
}

/** A condition compiled for blocks of rows: keeps the rows for which it is true (neither false nor null). */
export class PredicateKernel {
  readonly #calls: ColumnCalls | null
  readonly #code: CompiledPair
  #before = new Int32Array(0)

  constructor(condition: TypedExpression) {
    this.#calls = ColumnCalls.of(condition)
    this.#code = new CompiledPair(this.#calls?.rest ?? condition, predicateCode)
  }

  /** @param again the selection is of no use any more when the next is made, which then takes its memory */
  select(given: ColumnBatch, selection: Selection = allRows(given), again = false): Selection {
    const batch = this.#calls?.compute(given, selection) ?? given
    const rows =
      again && this.#before.length >= selection.count ? this.#before : (this.#before = new Int32Array(selection.count))
    return { rows, count: this.#code.run(batch, selection, rows) }
  }
}
