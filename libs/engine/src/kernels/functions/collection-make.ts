import {
  type HostValue,
  listType,
  type MapValue,
  type Member,
  mapType,
  structType,
  type TypeName,
  typeParts,
} from '@millrace/columns'
import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { mapBuilder } from './map-builder.ts'
import { regexCache } from './regexp-cache.ts'
import { anyList, anyMap, elementType, signature } from './signature.ts'
import { analysisError } from './spark-error.ts'

function resolveArray(args: readonly TypedExpression[], name: string): Resolved {
  const element = commonType(args)
  if (element === undefined) throw mismatch(name, args, 'values of one type')
  return { args: args.map(a => coerce(a, element)), type: listType(element), nullable: false }
}

function resolveMap(args: readonly TypedExpression[], name: string): Resolved {
  if (args.length % 2 === 1) {
    throw analysisError(
      'WRONG_NUM_ARGS',
      `The \`${name}\` requires 2n (n > 0) parameters but the actual number is ${args.length}.`,
    )
  }
  const key = commonType(args.filter((_, i) => i % 2 === 0))
  const value = commonType(args.filter((_, i) => i % 2 === 1))
  if (key === undefined || value === undefined) throw mismatch(name, args, 'keys of one type and values of one type')
  checkKeyType(name, key)
  return {
    args: args.map((a, i) => coerce(a, i % 2 === 0 ? key : value)),
    type: mapType(key, value),
    nullable: false,
  }
}

function checkKeyType(name: string, key: TypeName): void {
  if (key.includes('map<')) {
    throw analysisError(
      'DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE',
      `The key of the map of \`${name}\` cannot be or contain a map.`,
    )
  }
}

function resolveNamedStruct(args: readonly TypedExpression[], name: string): Resolved {
  if (args.length === 0 || args.length % 2 === 1) {
    throw analysisError(
      'WRONG_NUM_ARGS',
      `The \`${name}\` requires 2n (n > 0) parameters but the actual number is ${args.length}.`,
    )
  }
  const members: Member[] = []
  for (let i = 0; i < args.length; i += 2) {
    const field = args[i]
    if (field.kind !== 'literal' || field.type !== 'string' || field.value === null) {
      throw analysisError(
        'DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING',
        `Only constant strings are allowed as names in \`${name}\`.`,
      )
    }
    members.push({ name: String(field.value), type: args[i + 1].type })
  }
  return { args, type: structType(members), nullable: false }
}

/** Members are named after the columns they are, else `col1`, `col2` ... */
function resolveStruct(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 1, Infinity)
  const members = args.map((a, i) => ({ name: a.kind === 'column' ? a.name : `col${i + 1}`, type: a.type }))
  return { args, type: structType(members), nullable: false }
}

const entryType = (type: TypeName): readonly [TypeName, TypeName] | undefined => {
  const parts = typeParts(elementType(type))
  return parts.kind === 'struct' && parts.members.length === 2
    ? [parts.members[0].type, parts.members[1].type]
    : undefined
}

export const collectionMake = {
  array: hosted({
    resolve: resolveArray,
    nulls: 'seen',
    evaluator:
      () =>
      (...values: HostValue[]) =>
        values,
  }),
  map: hosted({
    resolve: resolveMap,
    nulls: 'seen',
    raises: true,
    evaluator(call) {
      const build = mapBuilder(call.type)
      return (...entries: HostValue[]) =>
        build(
          entries.filter((_, i) => i % 2 === 0),
          entries.filter((_, i) => i % 2 === 1),
        )
    },
  }),
  namedStruct: hosted({
    resolve: resolveNamedStruct,
    nulls: 'seen',
    evaluator:
      () =>
      (...parts: HostValue[]) =>
        parts.filter((_, i) => i % 2 === 1),
  }),
  struct: hosted({
    resolve: resolveStruct,
    nulls: 'seen',
    evaluator:
      () =>
      (...values: HostValue[]) =>
        values,
  }),
  mapFromArrays: hosted({
    resolve: signature([anyList, anyList], args => mapType(elementType(args[0].type), elementType(args[1].type))),
    raises: true,
    evaluator(call) {
      const build = mapBuilder(call.type)
      return (keys: HostValue[], values: HostValue[]) => {
        if (keys.length !== values.length) {
          throw analysisError(
            'INVALID_PARAMETER_VALUE',
            'The key array and value array of a map must have the same length.',
          )
        }
        return build(keys, values)
      }
    },
  }),
  /** Null when an entry is. */
  mapFromEntries: hosted({
    resolve: signature(
      [arg => (entryType(arg.type) === undefined ? undefined : arg.type)],
      args => mapType(...entryType(args[0].type)!),
      { nullable: true },
    ),
    raises: true,
    evaluator(call) {
      const build = mapBuilder(call.type)
      return (entries: (HostValue[] | null)[]) => {
        const present = entries.filter(e => e !== null)
        if (present.length < entries.length) return null
        return build(
          present.map(e => e[0]),
          present.map(e => e[1]),
        )
      }
    },
  }),
  mapConcat: hosted({
    resolve(args, name) {
      const type = args.length === 0 ? 'map<string,string>' : commonType(args)
      if (type === undefined || typeParts(type).kind !== 'map') throw mismatch(name, args, 'maps of one type')
      return signature([], type, { rest: anyMap })(
        args.map(a => coerce(a, type)),
        name,
      )
    },
    raises: true,
    evaluator(call) {
      const build = mapBuilder(call.type)
      return (...maps: MapValue[]) =>
        build(
          maps.flatMap(m => m.keys),
          maps.flatMap(m => m.values),
        )
    },
  }),
  /** `str_to_map(text [, pairs [, keys]])`: both delimiters are regular expressions; a pair without a value has null. */
  strToMap: hosted({
    resolve: signature(['string', 'string', 'string'], 'map<string,string>', { required: 1 }),
    raises: true,
    evaluator(call) {
      const build = mapBuilder(call.type)
      const compiled = regexCache('str_to_map')
      return (text: string, pairDelimiter = ',', keyDelimiter = ':') => {
        const pairs = parts(compiled, text, pairDelimiter).map(pair => {
          const match = compiled(keyDelimiter).find(pair)
          return match === null ? [pair, null] : [pair.slice(0, match.start), pair.slice(match.end)]
        })
        return build(
          pairs.map(p => p[0]),
          pairs.map(p => p[1]),
        )
      }
    },
  }),
} satisfies Record<string, ScalarFunction>

function parts(compiled: ReturnType<typeof regexCache>, text: string, delimiter: string): string[] {
  const found: string[] = []
  let from = 0
  for (const { start, end } of compiled(delimiter).findAll(text)) {
    if (end === 0) continue
    found.push(text.slice(from, start))
    from = end
  }
  return [...found, text.slice(from)]
}
