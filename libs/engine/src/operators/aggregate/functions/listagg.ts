import { type HostValue, listType, structType, type TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, expectArguments } from '../../../analyse/coercion.ts'
import { constantValue } from '../../../analyse/constant.ts'
import { hostComparator, nullsFirst } from '../../../kernels/host-compare.ts'
import { hostFromJson, hostToJson } from '../../../kernels/host-json.ts'
import type { TypedSort } from '../../../plan/typed-expression.ts'
import type { AggregateFunction, AggregateModifiers } from '../accumulator.ts'
import { HostAccumulator, type HostAggregate } from '../host-accumulator.ts'

/** What follows from the call: text between values, and how each sort key sorts. */
interface Parameters {
  readonly delimiter: string | null
  readonly orders: readonly Pick<TypedSort, 'direction' | 'nulls'>[]
}

/** A value and its sort keys. */
type Row = readonly HostValue[]

function aggregate(types: readonly TypeName[], type: TypeName, parameters: Parameters): HostAggregate<Row[]> {
  const delimiter = hostFromJson(type, parameters.delimiter)
  const comparators = parameters.orders.map((order, i) => keyComparator(types[i + 1], order))
  const compare = (a: Row, b: Row): number => {
    for (const [i, c] of comparators.entries()) {
      const order = c(a[i + 1], b[i + 1])
      if (order !== 0) return order
    }
    return 0
  }
  return {
    type,
    stateType: listType(structType(types.map((t, i) => ({ name: `c${i}`, type: t })))),
    nulls: 'seen',
    rowBytes: 48,
    initial: () => [],
    update(state, value, key, more) {
      if (value !== null) state.push([value, key, ...more])
      return state
    },
    merge(state, later) {
      for (const row of later) state.push(row)
      return state
    },
    result(state) {
      if (state.length === 0) return null
      const values = (comparators.length === 0 ? state : [...state].sort(compare)).map(([value]) => value)
      if (type === 'string') return values.join((delimiter ?? '') as string)
      const between = (delimiter ?? new Uint8Array(0)) as Uint8Array
      return Buffer.concat(values.flatMap((v, i) => (i === 0 ? [v as Uint8Array] : [between, v as Uint8Array])))
    },
    save: state => state.map(row => row.slice(0, types.length)),
    load: saved => saved as Row[],
  }
}

function keyComparator(type: TypeName, { direction, nulls }: Pick<TypedSort, 'direction' | 'nulls'>) {
  const compare = hostComparator(type)
  const sign = direction === 'asc' ? 1 : -1
  const nullOrder = nulls === 'first' ? 1 : -1
  const withNulls = nullsFirst((a, b) => sign * compare(a, b))
  return (a: HostValue, b: HostValue): number =>
    a === null || b === null ? nullOrder * withNulls(a, b) : sign * compare(a, b)
}

/** With DISTINCT only the value itself can be sorted by. */
function expectSortedByValue({ distinct, orderBy }: AggregateModifiers, value: unknown, name: string): void {
  if (!distinct || orderBy.every(o => JSON.stringify(o.expression) === JSON.stringify(value))) return
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT] Invalid function \`${name}\` with WITHIN GROUP. The WITHIN GROUP ordering expression must be picked from the function inputs.`,
  )
}

/**
 * `listagg(value[, delimiter]) [within group (order by ...)]`: the values that are not null one after another; null without any. Without
 * an order they come in that of the rows.
 */
export const listagg: AggregateFunction = {
  resolve(args, name, modifiers) {
    expectArguments(name, args, 1, 2)
    expectSortedByValue(modifiers, args[0], name)
    const type = args[0].type === 'binary' ? 'binary' : 'string'
    const delimiter =
      args.length === 1 ? null : hostToJson(type, constantValue(coerce(args[1], type), name, 'delimiter'))
    const { orderBy } = modifiers
    return {
      args: [coerce(args[0], type), ...orderBy.map(o => o.expression)],
      type,
      nullable: true,
      parameters: { delimiter, orders: orderBy.map(({ direction, nulls }) => ({ direction, nulls })) } as never,
    }
  },
  create: (args, { type, parameters }) =>
    new HostAccumulator(
      aggregate(
        args.map(a => a.type),
        type,
        parameters as unknown as Parameters,
      ),
    ),
  ordered: true,
}
