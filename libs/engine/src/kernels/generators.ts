import { type HostValue, type MapValue, type TypeName, typeParts } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { coerce, commonType, expectArguments, mismatch } from '../analyse/coercion.ts'
import { constantValue } from '../analyse/constant.ts'
import { isNested } from '../analyse/type-classes.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { elementType, isList } from './functions/signature.ts'
import { analysisError } from './functions/spark-error.ts'
import { type JsonValue, jsonText } from './json/json-value.ts'
import { parseJson } from './json/parse-json.ts'

/** A column that a generator makes. */
export interface GeneratedColumn {
  readonly name: string
  readonly type: TypeName
  readonly nullable: boolean
}

/** A generator after analysis. */
export interface ResolvedGenerator {
  /** Arguments after implicit casts. */
  readonly args: readonly TypedExpression[]
  /** Columns with the names that Spark gives them. */
  readonly columns: readonly GeneratedColumn[]
  /** The rows for the values of the arguments, nulls too; each row has a value for each column. */
  readonly generate: (...values: HostValue[]) => readonly (readonly HostValue[])[]
}

/** A function that makes any number of rows of one; its `_outer` form is a matter of the plan. */
export interface GeneratorFunction {
  /** Throws MILLRACE_ANALYSIS in Spark's words when the arguments do not fit. */
  resolve(args: readonly TypedExpression[], name: string): ResolvedGenerator
}

type Rows = readonly (readonly HostValue[])[]

/** `explode(list)` and `explode(map)`; with positions `posexplode`. */
const explode = (positions: boolean): GeneratorFunction => ({
  resolve(args, name) {
    expectArguments(name, args, 1)
    const { type } = args[0]
    const parts = typeParts(type)
    const pos: GeneratedColumn[] = positions ? [{ name: 'pos', type: 'int32', nullable: false }] : []
    const row = (values: readonly HostValue[], i: number): HostValue[] => (positions ? [i, ...values] : [...values])
    if (parts.kind === 'list') {
      return {
        args,
        columns: [...pos, { name: 'col', type: parts.element, nullable: true }],
        generate: list => ((list ?? []) as HostValue[]).map((v, i) => row([v], i)),
      }
    }
    if (parts.kind === 'map') {
      return {
        args,
        columns: [
          ...pos,
          { name: 'key', type: parts.key, nullable: false },
          { name: 'value', type: parts.value, nullable: true },
        ],
        generate(map) {
          const { keys, values } = (map ?? { keys: [], values: [] }) as MapValue
          return keys.map((k, i) => row([k, values[i]], i))
        },
      }
    }
    throw mismatch(name, args, 'a list or a map')
  },
})

/** `inline(list of structs)`: a row for each struct; of nulls for a null. */
const inline: GeneratorFunction = {
  resolve(args, name) {
    expectArguments(name, args, 1)
    const parts = isList(args[0].type) ? typeParts(elementType(args[0].type)) : undefined
    if (parts?.kind !== 'struct') throw mismatch(name, args, 'a list of structs')
    const nulls = parts.members.map(() => null)
    return {
      args,
      columns: parts.members.map(m => ({ name: m.name, type: m.type, nullable: true })),
      generate: list => ((list ?? []) as (HostValue[] | null)[]).map(struct => struct ?? nulls),
    }
  },
}

/** `stack(n, values ...)`: the values in n rows, the last one filled with nulls. */
const stack: GeneratorFunction = {
  resolve(args, name) {
    expectArguments(name, args, 2, Infinity)
    const count = constantValue(args[0], name, 'n')
    if (typeof count !== 'number' || count <= 0) {
      throw analysisError(
        'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE',
        `The number of rows of \`${name}\` must be a positive int.`,
      )
    }
    const values = args.slice(1)
    const width = Math.ceil(values.length / count)
    const types = Array.from({ length: width }, (_, column) => {
      const type = commonType(values.filter((_, i) => i % width === column))
      if (type === undefined) throw mismatch(name, args, 'values of one type in each column')
      return type
    })
    return {
      args: [args[0], ...values.map((v, i) => coerce(v, types[i % width]))],
      columns: types.map((type, i) => ({ name: `col${i}`, type, nullable: true })),
      generate: (_, ...cells): Rows =>
        Array.from({ length: count }, (_, row) =>
          Array.from({ length: width }, (_, column) => cells[row * width + column] ?? null),
        ),
    }
  },
}

/** `json_tuple(json, field ...)`: one row with the fields of an object as text. */
const jsonTuple: GeneratorFunction = {
  resolve(args, name) {
    expectArguments(name, args, 2, Infinity)
    if (args.some(a => isNested(a.type))) throw mismatch(name, args, 'strings')
    return {
      args: args.map(a => coerce(a, 'string')),
      columns: args.slice(1).map((_, i) => ({ name: `c${i}`, type: 'string', nullable: true })),
      generate(json, ...names) {
        const value = typeof json === 'string' ? parseJson(json) : undefined
        if (typeof value !== 'object' || value?.kind !== 'object') return [names.map(() => null)]
        return [names.map(wanted => fieldText(value.fields.findLast(([field]) => field === wanted)?.[1] ?? null))]
      },
    }
  },
}

const fieldText = (value: JsonValue): string | null =>
  value === null || typeof value === 'string' ? value : jsonText(value)

const GENERATORS: Readonly<Record<string, GeneratorFunction>> = {
  explode: explode(false),
  posexplode: explode(true),
  inline,
  stack,
  jsonTuple,
}

/** True for names of generators. */
export const isGenerator = (name: string): boolean => Object.hasOwn(GENERATORS, name)

/** The generator of a name (in lower camel case); MILLRACE_ANALYSIS when there is none. */
export function generatorFunction(name: string): GeneratorFunction {
  if (isGenerator(name)) return GENERATORS[name]
  throw new MillraceError(
    'MILLRACE_ANALYSIS',
    `[UNRESOLVED_ROUTINE] Cannot resolve the generator \`${name}\`; known are ${Object.keys(GENERATORS).join(', ')}.`,
  )
}
