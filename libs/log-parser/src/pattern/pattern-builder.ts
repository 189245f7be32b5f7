import type { FieldSpec } from '../fields/field.ts'
import { Strftime } from '../time/strftime.ts'
import type { Pattern, PatternField } from './pattern.ts'
import { patternError } from './pattern-error.ts'

/** A directive of a format string with what it means. */
export interface Directive {
  readonly field: Omit<PatternField, 'literal'>
  /** As written. */
  readonly text: string
  /** Its first character in the format string. */
  readonly at: number
}

/** Collects the literals and directives of a format string, left to right. */
export class PatternBuilder {
  readonly #pattern: string
  #start = ''
  readonly #fields: { directive: Directive; literal: string }[] = []

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  addLiteral(text: string): void {
    const last = this.#fields.at(-1)
    if (last === undefined) this.#start += text
    else last.literal += text
  }

  addField(directive: Directive): void {
    this.#fields.push({ directive, literal: '' })
  }

  /** @throws MILLRACE_FORMAT without a directive, for two with nothing between them, and for a time that is no whole date and time. */
  build(): Pattern {
    if (this.#fields.length === 0) throw patternError(this.#pattern, 0, 'it names no field')
    this.#expectWholeTime()
    const fields: PatternField[] = []
    for (let i = 0; i < this.#fields.length; i++) {
      const { directive, literal } = this.#fields[i]
      const next = this.#fields[i + 1]
      const { field } = directive
      const sized = { ...sizesOf(field), ...field }
      if (literal !== '' || next === undefined || sized.length !== undefined) {
        fields.push({ ...sized, literal })
      } else if (isPath(field) && next.directive.field.value.kind === 'query') {
        fields.push({ name: 'path', value: { kind: 'target' }, literal: next.literal })
        i++
      } else {
        const what = `nothing stands between ${directive.text} and ${next.directive.text}, so that nobody can tell where one ends`
        throw patternError(this.#pattern, next.directive.at, what)
      }
    }
    return { start: this.#start, fields }
  }

  #expectWholeTime(): void {
    const times = this.#fields.filter(({ directive }) => directive.field.value.kind === 'time')
    if (times.length === 0) return
    const forms = times.map(({ directive: { field } }) => (field.value.kind === 'time' ? field.value.form : 'clf'))
    const formats = forms.flatMap(form => (typeof form === 'object' && 'strftime' in form ? [form.strftime] : []))
    const all = new Strftime(formats.join(' '))
    const isWhole = forms.some(form => typeof form === 'string' || 'unix' in form) || all.has('s')
    const hasDate = all.has('Yy') && (all.has('j') || (all.has('mbB') && all.has('de')))
    if (isWhole || (hasDate && all.has('HI') && all.has('M') && all.has('S'))) return
    const what = 'its time fields tell no whole date and time; expected year, month, day, hour, minute and second'
    throw patternError(this.#pattern, times[0].directive.at, what)
  }
}

const isPath = ({ value }: FieldSpec): boolean =>
  (value.kind === 'text' && value.column === 'path') || value.kind === 'target'

/** Bytes of `[dd/Mon/yyyy:hh:mm:ss +hhmm]`. */
const CLF_TIME_BYTES = 28

function sizesOf({ value }: FieldSpec): { length?: number; least?: number } {
  if (value.kind !== 'time') return {}
  const { form } = value
  if (form === 'clf') return { length: CLF_TIME_BYTES }
  if (typeof form === 'object' && 'fraction' in form) return { length: form.fraction }
  if (typeof form === 'object' && 'strftime' in form) return { least: new Strftime(form.strftime).least }
  return {}
}
