import type { HostValue } from '@millrace/columns'
import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { formatString } from './format-string.ts'
import { nullableSignature } from './list-types.ts'
import { formatByPattern, grouped, parseNumberPattern, roundedDigits, toUnscaled } from './number-format.ts'
import { anyNumber, anyType, signature } from './signature.ts'
import { valueError } from './spark-error.ts'

const printf = hosted({
  resolve: (args, name) => ({
    ...signature(['string'], 'string', { rest: anyType })(args, name),
    nullable: args[0]?.nullable ?? false,
  }),
  nulls: 'seen',
  raises: true,
  evaluator(call) {
    const types = call.args.slice(1).map(a => a.type)
    return (format: string | null, ...values: HostValue[]) =>
      format === null ? null : formatString(format, types, values)
  },
})

export const stringFormat = {
  formatString: printf,
  printf,
  /** `format_number(x, places)`, or a DecimalFormat pattern; null for negative places. */
  formatNumber: hosted({
    resolve: nullableSignature([anyNumber, ['int32', 'string']], 'string'),
    raises: true,
    evaluator(call) {
      const [{ type }, { type: format }] = call.args
      return (value: HostValue, wanted: number | string) => {
        const number = toUnscaled(type, value)
        if (number === undefined) return Number.isNaN(value) ? 'NaN' : (value as number) > 0 ? '∞' : '-∞'
        if (format === 'int32') {
          if ((wanted as number) < 0) return null
          const [whole, fraction] = roundedDigits(number.unscaled, number.scale, wanted as number, 'halfEven')
          const text = fraction === '' ? grouped(whole) : `${grouped(whole)}.${fraction}`
          return number.unscaled < 0n ? `-${text}` : text
        }
        const pattern = parseNumberPattern(wanted === '' ? '#,##0' : String(wanted))
        if (pattern === undefined)
          throw valueError('INVALID_PARAMETER_VALUE', `The pattern '${wanted}' of format_number is not supported.`)
        return formatByPattern(pattern, number.unscaled, number.scale)
      }
    },
  }),
  /** The `n`th of its values, counted from 1. */
  elt: hosted({
    resolve(args, name) {
      expectArguments(name, args, 2, Infinity)
      const values = args.slice(1)
      const type = values.every(v => v.type === 'binary') ? 'binary' : 'string'
      if (
        commonType(values) === undefined &&
        type === 'string' &&
        values.some(v => /^(list|map|struct)</.test(v.type))
      ) {
        throw mismatch(name, args, 'a number and strings or binaries')
      }
      return { args: [coerce(args[0], 'int32'), ...values.map(v => coerce(v, type))], type, nullable: true }
    },
    nulls: 'seen',
    raises: true,
    evaluator:
      () =>
      (n: number | null, ...values: HostValue[]) => {
        if (n === null) return null
        if (n >= 1 && n <= values.length) return values[n - 1]
        throw valueError(
          'INVALID_ARRAY_INDEX',
          `The index ${n} is out of bounds. The array has ${values.length} elements. Use the SQL function \`get()\` to tolerate accessing element at invalid index and return NULL instead.`,
        )
      },
  }),
} satisfies Record<string, ScalarFunction>
