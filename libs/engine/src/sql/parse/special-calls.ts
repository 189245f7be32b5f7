import type { SqlCall, SqlExpression } from '../syntax.ts'
import { readDataType } from '../text/data-type.ts'
import { tokensOf } from '../text/lexer.ts'

/** Functions of the name of a type are casts. */
const CASTS = 'boolean tinyint smallint int bigint float double decimal date timestamp binary string'.split(' ')

/** `int(x)` as a cast; undefined for other calls. */
export function castCall(call: SqlCall): SqlExpression | undefined {
  const lower = call.name.toLowerCase()
  if (!CASTS.includes(lower) || call.args.length !== 1 || call.distinct || call.filter !== undefined) return undefined
  const { type, text } = readDataType(tokensOf(lower), 0)
  return { kind: 'cast', to: type, typeText: text, arg: call.args[0], try: false, isCall: true, at: call.at }
}

/** TRIM(BOTH x FROM y): the mask made the side the first argument. */
export function trimCall(call: SqlCall): SqlExpression {
  const [side, ...rest] = call.args
  if (call.name.toLowerCase() !== 'trim' || side?.kind !== 'literal' || rest.length === 0) return call
  const name = { BOTH: 'btrim', LEADING: 'ltrim', TRAILING: 'rtrim' }[side.text]
  if (name === undefined || side.at === null) return call
  // ltrim and rtrim take what to trim first, btrim last.
  const [first, second] = rest
  if (second === undefined) return { ...call, name: name === 'btrim' ? 'trim' : name, args: rest }
  return { ...call, name, args: name === 'btrim' ? [second, first] : [first, second] }
}
