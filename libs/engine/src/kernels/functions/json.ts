import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { constantValue } from '../../analyse/constant.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { JsonMismatch, jsonReader } from '../json/from-json.ts'
import { ddlText, inferJsonType } from '../json/infer-json-type.ts'
import { findJsonPath, parseJsonPath } from '../json/json-path.ts'
import type { JsonValue } from '../json/json-value.ts'
import { parseJson } from '../json/parse-json.ts'
import { jsonWriter } from '../json/to-json.ts'
import { parseTypeDdl } from '../type-ddl.ts'
import { nullableSignature } from './list-types.ts'
import { anyType, signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'
import { readersOf, textOptions, writersOf } from './text-options.ts'

const READ_OPTIONS = ['mode', 'columnnameofcorruptrecord', 'dateformat', 'timestampformat', 'timezone']
const WRITE_OPTIONS = ['ignorenullfields', 'dateformat', 'timestampformat', 'timestampntzformat', 'timezone']

/** The schema that a constant argument names. */
export function schemaArgument(e: TypedExpression | undefined, name: string): TypeName {
  if (e?.type !== 'string') {
    throw analysisError('INVALID_SCHEMA.NON_STRING_LITERAL', `The schema of \`${name}\` must be a constant string.`)
  }
  return parseTypeDdl(String(constantValue(e, name, 'schema')))
}

function resolveFromJson(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = signature(['string', anyType, anyType], 'void', { required: 2, nullable: true })(args, name)
  textOptions(args[2], name, READ_OPTIONS)
  return { ...resolved, type: schemaArgument(args[1], name) }
}

/** A list of structs takes an object as its only element. */
function rootValue(type: TypeName, value: JsonValue): JsonValue {
  const parts = typeParts(type)
  if (typeof value !== 'object' || value === null) return value
  if (parts.kind === 'list' && value.kind === 'object') return { kind: 'array', items: [value] }
  return value
}

function fromJson(call: TypedCall): (text: string) => HostValue {
  const options = textOptions(call.args[2], call.name, READ_OPTIONS)
  const zone = call.timeZone ?? 'UTC'
  let isMalformed = false
  const onMismatch = (): void => {
    isMalformed = true
  }
  const read = jsonReader(call.type, { ...readersOf(options, zone), timeZone: zone, onMismatch })
  const parts = typeParts(call.type)
  const members = parts.kind === 'struct' ? parts.members : undefined
  const corrupt = members?.findIndex(
    m => m.type === 'string' && m.name === (options.get('columnnameofcorruptrecord') ?? '_corrupt_record'),
  )
  const failFast = options.get('mode')?.toUpperCase() === 'FAILFAST'
  const readRoot = (text: string): HostValue => {
    const value = parseJson(text, true)
    try {
      if (value !== undefined && !(value === null && members !== undefined)) return read(rootValue(call.type, value))
    } catch (error) {
      if (!(error instanceof JsonMismatch)) throw error
    }
    isMalformed = true
    return members === undefined ? null : members.map(() => null)
  }
  return text => {
    if (text.trim() === '') return null
    isMalformed = false
    const value = readRoot(text)
    if (isMalformed && failFast) {
      throw valueError(
        'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
        `Malformed records are detected in record parsing: ${text}.`,
      )
    }
    if (corrupt === undefined || corrupt < 0) return value
    return (value as HostValue[]).with(corrupt, isMalformed ? text : null)
  }
}

const toJson: ScalarFunction = {
  ...hosted({
    resolve(args, name) {
      textOptions(args[1], name, WRITE_OPTIONS)
      return signature([anyType, anyType], 'string', { required: 1, nullable: args[0]?.nullable })(args, name)
    },
    evaluator(call) {
      const options = textOptions(call.args[1], call.name, WRITE_OPTIONS)
      const zone = call.timeZone ?? 'UTC'
      return jsonWriter(call.args[0].type, {
        ...writersOf(options, zone),
        timeZone: zone,
        ignoreNullFields: options.get('ignorenullfields')?.toLowerCase() !== 'false',
      })
    },
  }),
  zoned: true,
}

/** Parses; a text that comes twice in a row is parsed once. */
function lastParsed(): (text: string) => JsonValue | undefined {
  let last = ''
  let value: JsonValue | undefined
  return text => {
    if (text !== last) {
      value = parseJson(text)
      last = text
    }
    return value
  }
}

export const json = {
  /** What lies at a path such as `$.a[0]`, as text; null when there is nothing, or no JSON, or no path. */
  getJsonObject: hosted({
    resolve: nullableSignature(['string', 'string'], 'string'),
    evaluator: () => {
      const parsed = lastParsed()
      return (text: string, path: string) => {
        const steps = parseJsonPath(path)
        const value = steps && parsed(text)
        return steps === undefined || value === undefined ? null : findJsonPath(value, steps)
      }
    },
  }),
  fromJson: { ...hosted({ resolve: resolveFromJson, raises: true, evaluator: fromJson }), zoned: true },
  toJson,
  schemaOfJson: hosted({
    resolve(args, name) {
      if (args[0] !== undefined && constantValue(args[0], name, 'json') === null) {
        throw analysisError('DATATYPE_MISMATCH.UNEXPECTED_NULL', `The json of \`${name}\` must not be null.`)
      }
      return signature(['string'], 'string')(args, name)
    },
    evaluator: () => (text: string) => ddlText(inferJsonType(parseJson(text) ?? null)),
  }),
  jsonArrayLength: hosted({
    resolve: nullableSignature(['string'], 'int32'),
    evaluator: () => (text: string) => {
      const value = parseJson(text)
      return typeof value === 'object' && value?.kind === 'array' ? value.items.length : null
    },
  }),
  jsonObjectKeys: hosted({
    resolve: nullableSignature(['string'], 'list<string>'),
    evaluator: () => (text: string) => {
      const value = parseJson(text)
      return typeof value === 'object' && value?.kind === 'object' ? value.fields.map(([name]) => name) : null
    },
  }),
} satisfies Record<string, ScalarFunction>
