import { type HostValue, type TypeName, typeParts } from '@millrace/columns'
import { constantValue } from '../../analyse/constant.ts'
import { isDecimal, isInteger } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { hostCast } from '../cast-host.ts'
import { type CsvFormat, DEFAULT_FORMAT, splitCsvLine, writeCsvField } from '../csv/csv-line.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { ddlText } from '../json/infer-json-type.ts'
import { castText } from '../spark-text.ts'
import { schemaArgument } from './json.ts'
import { anyType, signature } from './signature.ts'
import { analysisError } from './spark-error.ts'
import { readersOf, type TextOptions, textOptions, writersOf } from './text-options.ts'

const OPTIONS = [
  'sep',
  'delimiter',
  'quote',
  'escape',
  'dateformat',
  'timestampformat',
  'timestampntzformat',
  'timezone',
]

const formatOf = (options: TextOptions): CsvFormat => ({
  separator: options.get('sep') ?? options.get('delimiter') ?? DEFAULT_FORMAT.separator,
  quote: options.get('quote') ?? DEFAULT_FORMAT.quote,
  escape: options.get('escape') ?? DEFAULT_FORMAT.escape,
})

type Read = (text: string) => HostValue

/** Reads a field of a type; null for what is none. */
function fieldReader(type: TypeName, options: TextOptions, zone: string): Read {
  const { date, timestamp } = readersOf(options, zone)
  if (type === 'string') return text => text
  if (type === 'date' && date !== undefined) return text => date(text) ?? null
  if (type === 'timestamp' && timestamp !== undefined) return text => timestamp(text) ?? null
  const read = hostCast('string', type, { timeZone: zone, try: true })
  // Java's parseInt, parseBoolean and BigDecimal take no blanks, as a cast does.
  return isTight(type) ? text => (/^[\0-\x20]|[\0-\x20]$/.test(text) ? null : read(text)) : read
}

const isTight = (type: TypeName): boolean => isInteger(type) || isDecimal(type) || type === 'boolean'

function resolveFromCsv(args: readonly TypedExpression[], name: string): Resolved {
  const resolved = signature(['string', anyType, anyType], 'void', { required: 2, nullable: true })(args, name)
  textOptions(args[2], name, OPTIONS)
  const type = schemaArgument(args[1], name)
  if (typeParts(type).kind !== 'struct') {
    throw analysisError(
      'INVALID_SCHEMA.NON_STRUCT_TYPE',
      `The schema of \`${name}\` must be that of a struct, but is ${type}.`,
    )
  }
  return { ...resolved, type }
}

function fromCsv(call: TypedCall): (line: string) => HostValue {
  const options = textOptions(call.args[2], call.name, OPTIONS)
  const format = formatOf(options)
  const parts = typeParts(call.type)
  const readers =
    parts.kind === 'struct' ? parts.members.map(m => fieldReader(m.type, options, call.timeZone ?? 'UTC')) : []
  return line => {
    const fields = splitCsvLine(line, format)
    return readers.map((read, i) => {
      const field = fields[i]
      return field === undefined || (field.text === '' && !field.quoted) ? null : read(field.text)
    })
  }
}

/** Texts of the members, nothing for null. */
function toCsv(call: TypedCall): (struct: readonly HostValue[]) => string {
  const options = textOptions(call.args[1], call.name, OPTIONS)
  const format = formatOf(options)
  const zone = call.timeZone ?? 'UTC'
  const writers = writersOf(options, zone)
  const parts = typeParts(call.args[0].type)
  const texts = (parts.kind === 'struct' ? parts.members : []).map(({ type }) => {
    if (type === 'timestamp') return writers.timestamp
    if (type === 'timestamp_ntz') return writers.timestampNtz
    // Spark leaves out blanks at the ends of texts that it writes.
    if (type === 'string') return (text: HostValue) => String(text).replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')
    return (type === 'date' ? writers.date : undefined) ?? castText(type, zone)
  })
  return struct => struct.map((v, i) => (v === null ? '' : writeCsvField(texts[i](v), format))).join(format.separator)
}

/** The narrowest type that reads a field. */
function inferField(text: string): TypeName {
  if (text === '') return 'void'
  const candidates: TypeName[] = ['int32', 'int64', 'double', 'date', 'timestamp', 'boolean']
  if (/^\s|\s$/.test(text)) return 'string'
  return (
    candidates.find(
      type =>
        (type !== 'boolean' || /^(true|false)$/i.test(text)) &&
        (type !== 'date' || /^\d{4}-\d{1,2}-\d{1,2}$/.test(text)) &&
        hostCast('string', type, { try: true })(text) !== null,
    ) ?? 'string'
  )
}

export const csv = {
  fromCsv: { ...hosted({ resolve: resolveFromCsv, evaluator: fromCsv }), zoned: true },
  toCsv: {
    ...hosted({
      resolve(args, name) {
        textOptions(args[1], name, OPTIONS)
        if (args[0] !== undefined && typeParts(args[0].type).kind !== 'struct') {
          throw analysisError(
            'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
            `\`${name}\` takes a struct, not ${args[0].type}.`,
          )
        }
        return signature([anyType, anyType], 'string', { required: 1, nullable: args[0]?.nullable })(args, name)
      },
      evaluator: toCsv,
    }),
    zoned: true,
  },
  schemaOfCsv: hosted({
    resolve(args, name) {
      if (args[0] !== undefined) constantValue(args[0], name, 'csv')
      textOptions(args[1], name, OPTIONS)
      return signature(['string', anyType], 'string', { required: 1 })(args, name)
    },
    evaluator(call) {
      const format = formatOf(textOptions(call.args[1], call.name, OPTIONS))
      return (line: string) => {
        const members = splitCsvLine(line, format).map((f, i) => `_c${i}: ${ddlText(inferField(f.text))}`)
        return `STRUCT<${members.join(', ')}>`
      }
    },
  }),
} satisfies Record<string, ScalarFunction>
