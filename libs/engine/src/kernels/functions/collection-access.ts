import { type HostValue, listType, type MapValue, structType, type TypeName, typeParts } from '@millrace/columns'
import { coerce, expectArguments, mismatch } from '../../analyse/coercion.ts'
import { tightestCommonType } from '../../analyse/common-type.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hostComparator } from '../host-compare.ts'
import { hosted } from '../hosted.ts'
import { anyMap, castsImplicitly, elementType, isList, signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

/** Rule of a list with an index, or a map with a key. */
function resolveAccess(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const [collection, at] = args
  const parts = typeParts(collection.type)
  if (parts.kind === 'map') {
    const key = tightestCommonType(parts.key, at.type) ?? parts.key
    if (!castsImplicitly(at.type, parts.key)) throw mismatch(name, args, 'a map and one of its keys')
    const type = parts.key === key ? collection.type : (`map<${key},${parts.value}>` as TypeName)
    return { args: [coerce(collection, type), coerce(at, key)], type: parts.value, nullable: true }
  }
  if (parts.kind !== 'list' || !castsImplicitly(at.type, 'int32'))
    throw mismatch(name, args, 'a list and an index, or a map and a key')
  return { args: [collection, coerce(at, 'int32')], type: parts.element, nullable: true }
}

function lookup(mapType: TypeName): (map: MapValue, key: HostValue) => HostValue {
  const parts = typeParts(mapType)
  const compare = hostComparator(parts.kind === 'map' ? parts.key : 'void')
  return (map, key) => {
    const i = map.keys.findIndex(k => compare(k, key) === 0)
    return i < 0 ? null : map.values[i]
  }
}

/** An element by an index that `place` turns into one from 0; outside of the list `missing` says what happens. */
function accessor(
  call: TypedCall,
  place: (index: number, size: number) => number,
  missing: (index: number, size: number) => null,
): (collection: never, at: never) => HostValue {
  if (!isList(call.args[0].type)) return lookup(call.args[0].type)
  return (list: HostValue[], index: number) => {
    const at = place(index, list.length)
    return at < 0 || at >= list.length ? missing(index, list.length) : list[at]
  }
}

function fromOne(index: number, size: number): number {
  if (index === 0) {
    throw valueError(
      'INVALID_INDEX_OF_ZERO',
      'The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).',
    )
  }
  return index > 0 ? index - 1 : size + index
}

const outside =
  (errorClass: string, advice: string) =>
  (index: number, size: number): never => {
    throw valueError(errorClass, `The index ${index} is out of bounds. The array has ${size} elements. ${advice}`)
  }

const access = (
  place: (index: number, size: number) => number,
  missing: (index: number, size: number) => null,
): ScalarFunction => hosted({ resolve: resolveAccess, raises: true, evaluator: call => accessor(call, place, missing) })

/** `getField(struct, name)`; of a list of structs it is the list of that member, of a map the value of that key. */
function resolveField(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2)
  const [struct] = args
  if (struct.type.startsWith('map<')) return resolveAccess(args, name)
  const { index, list } = fieldOf(args)
  const parts = typeParts(list ? elementType(struct.type) : struct.type)
  const { type } = parts.kind === 'struct' ? parts.members[index] : { type: 'void' as const }
  return { args, type: list ? listType(type) : type, nullable: true }
}

/** The member that a name means: names are compared without case. */
function fieldOf([struct, field]: readonly TypedExpression[]): { readonly index: number; readonly list: boolean } {
  const list = isList(struct.type)
  const parts = typeParts(list ? elementType(struct.type) : struct.type)
  const wanted = field.kind === 'literal' ? String(field.value) : ''
  if (parts.kind !== 'struct') {
    throw analysisError(
      'INVALID_EXTRACT_BASE_FIELD_TYPE',
      `Can't extract a value from a ${struct.type}. Need a complex type [STRUCT, ARRAY, MAP].`,
    )
  }
  const found = parts.members.flatMap((m, i) => (m.name.toLowerCase() === wanted.toLowerCase() ? [i] : []))
  if (found.length === 1) return { index: found[0], list }
  const names = parts.members.map(m => `\`${m.name}\``).join(', ')
  if (found.length > 1)
    throw analysisError('AMBIGUOUS_REFERENCE_TO_FIELDS', `Ambiguous reference to the field \`${wanted}\`.`)
  throw analysisError('FIELD_NOT_FOUND', `No such struct field \`${wanted}\` in ${names}.`)
}

const sizeTypes = signature(
  [
    arg =>
      isList(arg.type) || arg.type.startsWith('map<') ? arg.type : arg.type === 'void' ? 'list<void>' : undefined,
  ],
  'int32',
)

const size = hosted({
  resolve: sizeTypes,
  evaluator: () => (collection: HostValue[] | MapValue) =>
    'keys' in collection && typeof collection.keys !== 'function'
      ? collection.keys.length
      : (collection as HostValue[]).length,
})

const mapParts = (type: TypeName): readonly [TypeName, TypeName] => {
  const parts = typeParts(type)
  return parts.kind === 'map' ? [parts.key, parts.value] : ['void', 'void']
}

export const collectionAccess = {
  /** From 1, from the end when negative. */
  elementAt: access(
    fromOne,
    outside(
      'INVALID_ARRAY_INDEX_IN_ELEMENT_AT',
      'Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead.',
    ),
  ),
  tryElementAt: access(fromOne, () => null),
  /** `a[i]`, from 0. */
  getItem: access(
    index => index,
    outside(
      'INVALID_ARRAY_INDEX',
      'Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.',
    ),
  ),
  get: access(
    index => index,
    () => null,
  ),
  getField: hosted({
    resolve: resolveField,
    evaluator(call) {
      if (call.args[0].type.startsWith('map<')) return lookup(call.args[0].type)
      const { index, list } = fieldOf(call.args)
      if (list) return (structs: (HostValue[] | null)[]) => structs.map(s => s?.[index] ?? null)
      return (struct: HostValue[]) => struct[index]
    },
  }),
  size,
  cardinality: size,
  mapKeys: hosted({
    resolve: signature([anyMap], args => listType(mapParts(args[0].type)[0])),
    evaluator: () => (map: MapValue) => map.keys,
  }),
  mapValues: hosted({
    resolve: signature([anyMap], args => listType(mapParts(args[0].type)[1])),
    evaluator: () => (map: MapValue) => map.values,
  }),
  mapEntries: hosted({
    resolve: signature([anyMap], args => {
      const [key, value] = mapParts(args[0].type)
      return listType(
        structType([
          { name: 'key', type: key },
          { name: 'value', type: value },
        ]),
      )
    }),
    evaluator: () => (map: MapValue) => map.keys.map((k, i) => [k, map.values[i]]),
  }),
  mapContainsKey: hosted({
    resolve: (args, name) => ({ ...resolveAccess(args, name), type: 'boolean', nullable: args.some(a => a.nullable) }),
    evaluator(call) {
      const compare = hostComparator(mapParts(call.args[0].type)[0])
      return (map: MapValue, key: HostValue) => map.keys.some(k => compare(k, key) === 0)
    },
  }),
} satisfies Record<string, ScalarFunction>
