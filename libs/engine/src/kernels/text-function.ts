import type { TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { literalValue } from '../api/literal.ts'
import type { TypedExpression } from '../plan/typed-expression.ts'
import { type Generator, is64, isText, NEEDS_EXACT, type Value } from './generator.ts'
import { MEMO_NULL, MEMO_UNSAFE, type TextArgument, type TextFunction, TextMemo } from './text-memo.ts'

/**
 * A function of strings (and short integers) that is null when an argument is: evaluated once per distinct argument or tuple of
 * arguments through a memo. It may also give null.
 */
export function emitTextFunction(
  g: Generator,
  args: readonly TypedExpression[],
  type: TypeName,
  evaluate: TextFunction,
): Value {
  const constants: TextArgument[] = args.map(a => (a.kind === 'literal' ? literalValue(a.type, a.value) : null))
  const positions = args.flatMap((a, i) => (a.kind === 'literal' && a.value !== null ? [] : [i]))
  const unfit = positions.find(
    i => !isText(args[i].type) && !['int16', 'int32', 'date', 'boolean'].includes(args[i].type),
  )
  if (unfit !== undefined) {
    throw new MillraceError('MILLRACE_INTERNAL', `A text function cannot take a column of type ${args[unfit].type}.`)
  }
  const variables = positions.map(i => args[i])
  const direct = variables.length === 1 && isText(variables[0].type)
  const memo = new TextMemo(evaluate, constants, positions, direct, g.exact && is64(type))
  const m = g.constants.object(memo)
  const state = g.fresh('s')
  const index = g.fresh('m')
  const isNull = g.fresh('n')
  const value = g.fresh('v')
  g.line(`let ${value} = ${g.zero(type)}, ${isNull} = true`)
  g.strict(variables, 'boolean', values => {
    g.setup.push(`${m}.begin(${values.map(v => v.dictionary ?? 'null').join(', ')})`)
    const words = values.map((v, i) => (variables[i].type === 'boolean' ? `(${v.value} ? 1 : 0)` : v.value))
    g.line(probe(g, m, state, index, words, direct))
    if (is64(type) && !g.exact) g.line(`if (${state} === ${MEMO_UNSAFE}) ${NEEDS_EXACT}`)
    const read = `${m}.values[${index}]${type === 'boolean' ? ' !== 0' : ''}`
    g.line(`if (${state} !== ${MEMO_NULL}) { ${value} = ${read}; ${isNull} = false }`)
    return 'true'
  })
  return { value, isNull, dictionary: isText(type) ? `${m}.dictionary` : undefined }
}

/** Statement that finds the memo's entry for the words of a row and evaluates it when it is new. */
function probe(
  g: Generator,
  m: string,
  state: string,
  index: string,
  words: readonly string[],
  direct: boolean,
): string {
  if (words.length === 0) return `const ${index} = 0, ${state} = ${m}.state[0] || ${m}.missAll(0, [])`
  if (words.length === 1) {
    const at = direct ? words[0] : `${m}.tuples.add1(${words[0]})`
    return `const ${index} = ${at}, ${state} = ${m}.state[${index}] || ${m}.miss1(${index}, ${words[0]})`
  }
  if (words.length === 2) {
    const at = `${m}.tuples.add2(${words[0]}, ${words[1]})`
    return `const ${index} = ${at}, ${state} = ${m}.state[${index}] || ${m}.miss2(${index}, ${words[0]}, ${words[1]})`
  }
  const scratch = g.constants.object(new Int32Array(words.length))
  const fill = words.map((w, i) => `${scratch}[${i}] = ${w}`).join('; ')
  const at = `${m}.tuples.add(${scratch}, 0)`
  return `${fill}; const ${index} = ${at}, ${state} = ${m}.state[${index}] || ${m}.missAll(${index}, ${scratch})`
}
