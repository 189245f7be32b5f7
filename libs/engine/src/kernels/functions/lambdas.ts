import { type HostValue, listType, type MapValue, mapType, type TypeName, typeParts } from '@millrace/columns'
import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { LambdaParameter, Resolved, ScalarFunction } from '../function.ts'
import { type HostLambda, higherOrder } from '../higher-order.ts'
import { hostComparator } from '../host-compare.ts'
import { nullsLast } from './array-change.ts'
import { mapBuilder } from './map-builder.ts'
import { elementType, isList } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

type Arguments = readonly (TypedExpression | undefined)[]

const INDEX: LambdaParameter = { type: 'int32', nullable: false }
const maybe = (type: TypeName): LambdaParameter => ({ type, nullable: true })

function elementOf(args: Arguments, index: number, name: string): LambdaParameter {
  const type = args[index]?.type ?? 'void'
  if (!isList(type) && type !== 'void')
    throw mismatch(
      name,
      args.filter(a => a !== undefined),
      'a list and a function',
    )
  return maybe(elementType(type === 'void' ? 'list<void>' : type))
}

function entryOf(args: Arguments, index: number, name: string): readonly [LambdaParameter, LambdaParameter] {
  const parts = typeParts(args[index]?.type ?? 'void')
  if (parts.kind !== 'map')
    throw mismatch(
      name,
      args.filter(a => a !== undefined),
      'a map and a function',
    )
  return [{ type: parts.key, nullable: false }, maybe(parts.value)]
}

/** The lambda's value as `type`; only the names of members may differ. */
function returning(e: TypedExpression, type: TypeName, name: string): TypedExpression {
  if (e.kind !== 'lambda') throw mismatch(name, [e], 'a function')
  if (e.type === type) return e
  if (e.type !== 'void' && withoutNames(e.type) !== withoutNames(type))
    throw mismatch(name, [e], `a function that gives ${type}`)
  return { ...e, body: coerce(e.body, type), type }
}

const withoutNames = (type: TypeName): string => type.replace(/(?:\w+|`(?:[^`]|``)*`):/g, '')

/** Rule of a collection and a lambda. */
function ofLambda(type: (args: readonly TypedExpression[]) => TypeName, result?: TypeName) {
  return (args: readonly TypedExpression[], name: string): Resolved => {
    expectArguments(name, args, 2)
    const lambda = result === undefined ? args[1] : returning(args[1], result, name)
    return { args: [args[0], lambda], type: type(args), nullable: args[0].nullable || result === 'boolean' }
  }
}

/** A function of a list and a lambda over its elements and their indices. */
const overList = (
  resolve: (args: readonly TypedExpression[], name: string) => Resolved,
  evaluate: (list: readonly HostValue[], f: HostLambda) => HostValue,
): ScalarFunction =>
  higherOrder({
    lambdas: [1],
    resolve,
    lambdaParameters: (args, _, name) => [elementOf(args, 0, name), INDEX],
    evaluator: () => (list: HostValue[] | null, f: HostLambda) => (list === null ? null : evaluate(list, f)),
  })

/** True as soon as one is true, else null when one is null. */
function someTrue(list: readonly HostValue[], f: HostLambda): boolean | null {
  let unknown = false
  for (const v of list) {
    const holds = f(v)
    if (holds === true) return true
    unknown ||= holds === null
  }
  return unknown ? null : false
}

function allTrue(list: readonly HostValue[], f: HostLambda): boolean | null {
  let unknown = false
  for (const v of list) {
    const holds = f(v)
    if (holds === false) return false
    unknown ||= holds === null
  }
  return unknown ? null : true
}

const aggregate = higherOrder({
  lambdas: [2, 3],
  resolve(args, name) {
    expectArguments(name, args, 3, 4)
    const [list, zero, merge, finish] = args
    const merged = returning(merge, zero.type, name)
    return {
      args: finish === undefined ? [list, zero, merged] : [list, zero, merged, finish],
      type: (finish ?? merged).type,
      nullable: true,
    }
  },
  lambdaParameters(args, index, name) {
    const accumulator = maybe(args[1]?.type ?? 'void')
    return index === 2 ? [accumulator, elementOf(args, 0, name)] : [accumulator]
  },
  evaluator:
    () =>
    (list: HostValue[] | null, zero: HostValue, merge: HostLambda, finish: HostLambda = v => v) =>
      list === null ? null : finish(list.reduce((sum, v) => merge(sum, v), zero)),
})

const zipWith = higherOrder({
  lambdas: [2],
  resolve(args, name) {
    expectArguments(name, args, 3)
    return { args, type: listType(args[2].type), nullable: args[0].nullable || args[1].nullable }
  },
  lambdaParameters: (args, _, name) => [elementOf(args, 0, name), elementOf(args, 1, name)],
  evaluator: () => (a: HostValue[] | null, b: HostValue[] | null, f: HostLambda) =>
    a === null || b === null
      ? null
      : Array.from({ length: Math.max(a.length, b.length) }, (_, i) => f(a[i] ?? null, b[i] ?? null)),
})

/** A function of a map and a lambda over its keys and values. */
const overMap = (
  resolve: (args: readonly TypedExpression[], name: string) => Resolved,
  evaluate: (map: MapValue, f: HostLambda, type: TypeName) => MapValue,
): ScalarFunction =>
  higherOrder({
    lambdas: [1],
    resolve,
    raises: true,
    lambdaParameters: (args, _, name) => entryOf(args, 0, name),
    evaluator: call => (map: MapValue | null, f: HostLambda) => (map === null ? null : evaluate(map, f, call.type)),
  })

const partsOf = (type: TypeName): readonly [TypeName, TypeName] => {
  const parts = typeParts(type)
  return parts.kind === 'map' ? [parts.key, parts.value] : ['void', 'void']
}

function filterMap(map: MapValue, f: HostLambda): MapValue {
  const kept = map.keys.map((k, i) => f(k, map.values[i]) === true)
  return { keys: map.keys.filter((_, i) => kept[i]), values: map.values.filter((_, i) => kept[i]) }
}

function commonKey(args: Arguments, name: string): TypeName {
  const keys = args.slice(0, 2).map((_, i) => ({ kind: 'variable', name: '', ...entryOf(args, i, name)[0] }) as const)
  const type = commonType(keys)
  if (type === undefined) {
    throw analysisError(
      'DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES',
      `The keys of the maps of \`${name}\` should have compatible types.`,
    )
  }
  return type
}

const mapZipWith = higherOrder({
  lambdas: [2],
  resolve(args, name) {
    expectArguments(name, args, 3)
    const key = commonKey(args, name)
    const maps = args.slice(0, 2).map(a => coerce(a, mapType(key, partsOf(a.type)[1])))
    return {
      args: [...maps, args[2]],
      type: mapType(key, args[2].type),
      nullable: args[0].nullable || args[1].nullable,
    }
  },
  lambdaParameters: (args, _, name) => [
    { type: commonKey(args, name), nullable: false },
    entryOf(args, 0, name)[1],
    entryOf(args, 1, name)[1],
  ],
  evaluator(call) {
    const compare = hostComparator(partsOf(call.type)[0])
    const lookup = (map: MapValue, key: HostValue): HostValue => {
      const i = map.keys.findIndex(k => compare(k, key) === 0)
      return i < 0 ? null : map.values[i]
    }
    return (a: MapValue | null, b: MapValue | null, f: HostLambda) => {
      if (a === null || b === null) return null
      const others = b.keys.filter(key => !a.keys.some(k => compare(k, key) === 0))
      const keys = [...a.keys, ...others]
      return { keys, values: keys.map(k => f(k, lookup(a, k), lookup(b, k))) }
    }
  },
})

const arraySort = higherOrder({
  lambdas: [1],
  resolve(args, name) {
    expectArguments(name, args, 1, 2)
    elementOf(args, 0, name)
    return {
      args: args.length === 1 ? args : [args[0], returning(args[1], 'int32', name)],
      type: args[0].type,
      nullable: args[0].nullable,
    }
  },
  raises: true,
  lambdaParameters: (args, _, name) => [elementOf(args, 0, name), elementOf(args, 0, name)],
  evaluator(call) {
    const natural = nullsLast(hostComparator(elementType(call.type)))
    return (list: HostValue[] | null, f?: HostLambda) =>
      list === null ? null : list.toSorted(f === undefined ? natural : ordered(f))
  },
})

const ordered =
  (f: HostLambda) =>
  (a: HostValue, b: HostValue): number => {
    const order = f(a, b)
    if (order === null) {
      throw valueError(
        'COMPARATOR_RETURNS_NULL',
        'The comparator has returned a NULL for a comparison. It should return a positive integer for "greater than", 0 for "equal" and a negative integer for "less than".',
      )
    }
    return order as number
  }

export const lambdas = {
  transform: overList(
    ofLambda(([, f]) => listType(f.type)),
    (list, f) => list.map((v, i) => f(v, i)),
  ),
  filter: overList(
    ofLambda(([list]) => list.type, 'boolean'),
    (list, f) => list.filter((v, i) => f(v, i) === true),
  ),
  exists: overList(
    ofLambda(() => 'boolean', 'boolean'),
    someTrue,
  ),
  forall: overList(
    ofLambda(() => 'boolean', 'boolean'),
    allTrue,
  ),
  aggregate,
  reduce: aggregate,
  zipWith,
  mapFilter: overMap(
    ofLambda(([map]) => map.type, 'boolean'),
    filterMap,
  ),
  transformKeys: overMap(
    ofLambda(([map, f]) => mapType(f.type, partsOf(map.type)[1])),
    (map, f, type) =>
      mapBuilder(type)(
        map.keys.map((k, i) => f(k, map.values[i])),
        map.values,
      ),
  ),
  transformValues: overMap(
    ofLambda(([map, f]) => mapType(partsOf(map.type)[0], f.type)),
    (map, f) => ({ keys: map.keys, values: map.keys.map((k, i) => f(k, map.values[i])) }),
  ),
  mapZipWith,
  arraySort,
} satisfies Record<string, ScalarFunction>
