import { constantValue } from '../../analyse/constant.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { scalarFunction } from '../registry.ts'
import { CHARSETS, type Charset } from './charset.ts'
import { nullableSignature } from './list-types.ts'
import { signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

const bytesHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

/** Bytes of hexadecimal digits (an odd number has a zero in front), or null. */
function unhex(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(text)) return null
  return Buffer.from(text.length % 2 === 1 ? `0${text}` : text, 'hex')
}

/** Base64 as Java's MIME decoder reads it: other characters do not count; undefined when what is left is not base64. */
function lenientBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '')
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(digits)
    ? Buffer.from(digits, 'base64')
    : undefined
}

/** Base64 as to_binary reads it: only blanks may stand in between, none in the padding, which may be missing. */
function strictBase64(text: string): Uint8Array | undefined {
  if (!/^[^=]*=*\s*$/.test(text)) return undefined
  const digits = text.replace(/\s/g, '')
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(digits)
    ? Buffer.from(digits, 'base64')
    : undefined
}

const invalid = (text: string, format: string, name: string, advice: string): never => {
  throw valueError(
    'CONVERSION_INVALID_INPUT',
    `The value '${text}' (${format}) cannot be converted to "BINARY" by \`${name}\` because it is malformed.${advice}`,
  )
}

function charset(name: string, called: string): Charset {
  const found = CHARSETS.get(name.toUpperCase())
  if (found !== undefined) return found
  throw valueError(
    'INVALID_PARAMETER_VALUE.CHARSET',
    `The value of parameter(s) \`charset\` in \`${called}\` is invalid: expects one of ${[...CHARSETS.keys()].join(', ')}, but got ${name}.`,
  )
}

function orMalformed<T>(value: T | undefined, name: string, charsetName: string): T {
  if (value !== undefined) return value
  throw valueError('MALFORMED_CHARACTER_CODING', `Invalid value found when performing \`${name}\` with ${charsetName}.`)
}

const decodeBytes = hosted({
  resolve: signature(['binary', 'string'], 'string'),
  raises: true,
  evaluator: () => (bytes: Uint8Array, name: string) =>
    orMalformed(charset(name, 'decode').decode(bytes), 'decode', name),
})

/** `decode(value, key, result, ... [, default])`, as a case: here NULL equals NULL. */
function decodeCases([value, ...rest]: readonly TypedExpression[]): Resolved {
  const cases: TypedExpression[] = []
  for (let i = 0; i + 1 < rest.length; i += 2) {
    const equal = scalarFunction('equalNullSafe').resolve([value, rest[i]], 'equalNullSafe')
    cases.push({ kind: 'call', name: 'equalNullSafe', ...equal }, rest[i + 1])
  }
  if (rest.length % 2 === 1) cases.push(rest[rest.length - 1])
  return { ...scalarFunction('when').resolve(cases, 'when'), name: 'when' }
}

const TO_BINARY: Readonly<Record<string, (text: string) => Uint8Array | null | undefined>> = {
  hex: unhex,
  'utf-8': text => Buffer.from(text),
  utf8: text => Buffer.from(text),
  base64: strictBase64,
}

function toBinary(fails: boolean): ScalarFunction {
  return hosted({
    resolve(args, name) {
      const resolved = nullableSignature(['string', 'string'], 'binary', { required: 1 })(args, name)
      const format = args[1] === undefined ? 'hex' : constantValue(args[1], name, 'fmt')
      const wanted = args[1]?.type === 'string' || args[1]?.type === 'void' || args[1] === undefined
      if (!wanted || (format !== null && TO_BINARY[String(format).toLowerCase()] === undefined)) {
        throw analysisError(
          'DATATYPE_MISMATCH.INVALID_ARG_VALUE',
          `The format of \`${name}\` must be a constant, one of hex, utf-8, utf8, base64.`,
        )
      }
      return resolved
    },
    raises: fails,
    evaluator:
      call =>
      (text: string, format = 'hex') =>
        TO_BINARY[format.toLowerCase()](text) ??
        (fails
          ? invalid(text, format.toUpperCase(), call.name, ' Use `try_to_binary` to tolerate malformed input.')
          : null),
  })
}

const chr = hosted({
  resolve: signature(['int64'], 'string'),
  evaluator: () => (code: bigint) => (code < 0n ? '' : String.fromCharCode(Number(code & 0xffn))),
})

/** Code point of the first character, 0 of an empty string. */
const ascii = hosted({
  resolve: signature(['string'], 'int32'),
  evaluator: () => (s: string) => s.codePointAt(0) ?? 0,
})

/** Strings and numbers in other notations. */
export const stringCoding = {
  hex: hosted({
    resolve: signature([arg => (arg.type === 'binary' || arg.type === 'string' ? arg.type : 'int64')], 'string'),
    evaluator(call) {
      const [{ type }] = call.args
      if (type === 'int64') return (value: bigint) => BigInt.asUintN(64, value).toString(16).toUpperCase()
      return type === 'string' ? (s: string) => bytesHex(Buffer.from(s)) : bytesHex
    },
  }),
  unhex: hosted({ resolve: nullableSignature(['string'], 'binary'), evaluator: () => unhex }),
  base64: hosted({
    resolve: signature(['binary'], 'string'),
    // In lines of 76 characters, as Java's MIME encoder writes it.
    evaluator: () => (bytes: Uint8Array) =>
      Buffer.from(bytes)
        .toString('base64')
        .replace(/.{76}(?=.)/g, '$&\r\n'),
  }),
  unbase64: hosted({
    resolve: signature(['string'], 'binary'),
    raises: true,
    evaluator: () => (text: string) => lenientBase64(text) ?? invalid(text, 'BASE64', 'unbase64', ''),
  }),
  encode: hosted({
    resolve: signature(['string', 'string'], 'binary'),
    raises: true,
    evaluator: () => (text: string, name: string) => orMalformed(charset(name, 'encode').encode(text), 'encode', name),
  }),
  decode: {
    ...decodeBytes,
    resolve: (args, name) => (args.length > 2 ? decodeCases(args) : decodeBytes.resolve(args, name)),
  },
  toBinary: toBinary(true),
  tryToBinary: toBinary(false),
  chr,
  char: chr,
  ascii,
} satisfies Record<string, ScalarFunction>
