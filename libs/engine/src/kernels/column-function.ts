import {
  type Column,
  type ColumnBatch,
  type FixedColumn,
  isFixedType,
  isObjectColumn,
  isValid,
} from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { columnOfHosts, hostReader } from '../operators/host-values.ts'
import { childrenOf, rewrite, type TypedExpression } from '../plan/typed-expression.ts'
import { isColumnFunction, parseUserFunction, type UserFunctionRef } from '../plan/user-function-name.ts'
import { ExpressionKernel, newValues, type Selection } from './kernel.ts'
import { take } from './take.ts'
import { fits, messageOf, shown, type UserCode, userCode } from './user-code.ts'

/** What a function gives is no column of its type and length: an error of the function, not of a row. */
class ShapeError extends TypeError {}

/** A call of a function over columns, which is computed before the expression that it stands in. */
interface ColumnCall {
  /** The name of the column that holds its values. */
  readonly name: string
  readonly ref: UserFunctionRef
  readonly args: readonly ExpressionKernel[]
}

const hasColumnCall = (e: TypedExpression): boolean =>
  (e.kind === 'call' && isColumnFunction(e.name)) || childrenOf(e).some(hasColumnCall)

/** The calls of functions over columns in an expression, which generated code, that goes row by row, cannot make. */
export class ColumnCalls {
  /** The expression with the calls' columns in the place of the calls. */
  readonly rest: TypedExpression
  readonly #calls: ColumnCall[] = []

  private constructor(expression: TypedExpression) {
    this.rest = rewrite(expression, e => {
      if (e.kind !== 'call' || !isColumnFunction(e.name)) return e
      const name = `column call ${this.#calls.length}`
      const args = e.args.map(a => new ExpressionKernel(a))
      this.#calls.push({ name, ref: parseUserFunction(e.name), args })
      return { kind: 'column', name, type: e.type, nullable: true }
    })
  }

  /** Null where there are none. */
  static of(expression: TypedExpression): ColumnCalls | null {
    return hasColumnCall(expression) ? new ColumnCalls(expression) : null
  }

  /** The batch with a column for each call, computed for the selected rows. */
  compute(batch: ColumnBatch, selection: Selection): ColumnBatch {
    let { schema, columns } = batch
    for (const { name, ref, args } of this.#calls) {
      const given = args.map(arg => arg.evaluate({ ...batch, schema, columns }, selection))
      schema = [...schema, { name, type: resultType(ref), nullable: true }]
      columns = [...columns, callOnRows(ref, given, selection, batch.length)]
    }
    return { ...batch, schema, columns }
  }
}

const resultType = ({ gives, type }: UserFunctionRef) => (gives === 'error' ? 'string' : type)

/** Calls the function on the selected rows alone; other rows of the result hold anything. */
function callOnRows(ref: UserFunctionRef, columns: readonly Column[], { rows, count }: Selection, length: number) {
  if (count === 0) return columnOfHosts(resultType(ref), new Array<null>(length).fill(null))
  if (rows === null && count === length) return callOn(ref, columns.map(exact), count)
  const chosen = rows ?? Int32Array.from({ length: count }, (_, i) => i)
  const result = callOn(
    ref,
    columns.map(c => take(c, chosen, count)),
    count,
  )
  const places = new Int32Array(length)
  for (let i = 0; i < count; i++) places[chosen[i]] = i
  return take(result, places, length)
}

/** A column whose arrays are as long as it is. */
const exact = (column: Column): Column =>
  'values' in column && column.values.length > column.length
    ? ({ ...column, values: column.values.subarray(0, column.length) } as FixedColumn)
    : column

function callOn(ref: UserFunctionRef, columns: readonly Column[], count: number): Column {
  const code = userCode(ref)
  if (ref.gives === 'value') {
    try {
      return columnOf(ref, code, columns, count)
    } catch (cause) {
      throw failure(ref, code, columns, count, cause)
    }
  }
  const errors = new Array<string | null>(count).fill(null)
  const look = (from: number, to: number): void => {
    try {
      columnOf(ref, code, slices(columns, from, to), to - from)
    } catch (error) {
      if (error instanceof ShapeError) throw failure(ref, code, columns, count, error)
      if (to - from === 1) errors[from] = messageOf(error)
      else {
        const middle = (from + to) >> 1
        look(from, middle)
        look(middle, to)
      }
    }
  }
  look(0, count)
  return columnOfHosts('string', errors)
}

const slices = (columns: readonly Column[], from: number, to: number): Column[] => {
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i)
  return columns.map(column => take(column, rows, to - from))
}

/** The error of a call, with the arguments of the first row for which the function fails by itself. */
function failure(
  ref: UserFunctionRef,
  code: UserCode,
  columns: readonly Column[],
  count: number,
  cause: unknown,
): MillraceError {
  const told = (where: string): MillraceError =>
    new MillraceError('MILLRACE_USER_FUNCTION', `The user function ${ref.name} failed${where}: ${messageOf(cause)}`, {
      cause,
    })
  if (cause instanceof ShapeError) return told('')
  const failsIn = (from: number, to: number): boolean => {
    try {
      columnOf(ref, code, slices(columns, from, to), to - from)
      return false
    } catch {
      return true
    }
  }
  let [from, to] = [0, count]
  while (to - from > 1) {
    const middle = (from + to) >> 1
    if (failsIn(from, middle)) to = middle
    else from = middle
  }
  if (!failsIn(from, to)) return told(` for a batch of ${count} rows, though for none of them alone`)
  return told(` for (${columns.map(c => shown(hostReader(c)(from))).join(', ')})`)
}

/** What the function gives, as a column of its type; a TypeError where it is none. */
function columnOf({ type }: UserFunctionRef, code: UserCode, columns: readonly Column[], count: number): Column {
  const result: unknown = code(...(columns as never[]))
  const wrong = (what: string): ShapeError => new ShapeError(`it gave ${what}, expected ${count} values of ${type}`)
  if (Array.isArray(result)) {
    if (result.length !== count) throw wrong(`${result.length} values`)
    const odd = result.find(v => v !== null && v !== undefined && !fits(type, v))
    if (odd !== undefined) throw new TypeError(`it gave ${shown(odd)}, which is no ${type}`)
    return columnOfHosts(
      type,
      result.map(v => v ?? null),
    )
  }
  if (typeof result !== 'object' || result === null) throw wrong(shown(result))
  if ('type' in result && 'length' in result) {
    const column = result as Column
    if (column.type !== type || column.length !== count) throw wrong(`a column of ${column.length} of ${column.type}`)
    return column
  }
  const { values, validity = null } = (ArrayBuffer.isView(result) ? { values: result } : result) as Partial<FixedColumn>
  const Values = isFixedType(type) ? newValues(type, 0).constructor : undefined
  if (Values === undefined || !(values instanceof (Values as typeof Float64Array)))
    throw wrong(ArrayBuffer.isView(values) ? `a ${values.constructor.name}` : 'an object without values')
  if (values.length !== count || (validity !== null && validity.length * 8 < count))
    throw wrong(`${values.length} values`)
  let nullCount = 0
  if (validity !== null) for (let i = 0; i < count; i++) if (!isValid(validity, i)) nullCount++
  return {
    type: type as FixedColumn['type'],
    length: count,
    values,
    validity: nullCount === 0 ? null : validity,
    nullCount,
  }
}

/** The values of a column as JavaScript holds them, null for null: for functions over columns that are not about numbers. */
export function hostsOf(column: Column): ReturnType<ReturnType<typeof hostReader>>[] {
  if (isObjectColumn(column)) return [...column.objects]
  const read = hostReader(column)
  return Array.from({ length: column.length }, (_, row) => read(row))
}
