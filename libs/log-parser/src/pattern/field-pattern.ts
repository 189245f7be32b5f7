import type { FieldSpec } from '../fields/field.ts'
import type { Pattern, PatternField } from './pattern.ts'
import { PatternBuilder } from './pattern-builder.ts'

type Variable = FieldSpec['value'] | (Omit<PatternField, 'literal' | 'name'> & { readonly name?: string })

const VARIABLE = /\$(?:(\w+)|\((\w+)\))/g

/**
 * A pattern written with variables of its own, `$client $(time)`: those that the table does not have are passed over. Of the fields only
 * the first `required` need be in a line.
 */
export function fieldPattern(
  written: string,
  variables: Readonly<Record<string, Variable>>,
  required?: number,
): Pattern {
  const builder = new PatternBuilder(written)
  let end = 0
  for (const match of written.matchAll(VARIABLE)) {
    const [text, plain, enclosed] = match
    const name = plain ?? enclosed
    builder.addLiteral(written.slice(end, match.index))
    end = match.index + text.length
    const variable = Object.hasOwn(variables, name) ? variables[name] : ({ kind: 'skip' } as const)
    const field = 'kind' in variable ? { value: variable } : variable
    builder.addField({ field: { name, ...field }, text, at: match.index })
  }
  builder.addLiteral(written.slice(end))
  const pattern = builder.build()
  return required === undefined ? pattern : { ...pattern, required }
}
