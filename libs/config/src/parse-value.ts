import { MillraceError } from '@millrace/errors'
import { resolvePath } from './caller-directory.ts'
import { parseDuration } from './duration.ts'
import type { NumberOption, Option, QuantityOption } from './option.ts'
import { parseSize } from './size.ts'
import { suggestion } from './suggestion.ts'

/** The value of one occurrence of an option. */
export type Value = string | number | boolean | URL | readonly string[]

/** Where a value was written, for messages, and the directory of relative paths. */
export interface ValueContext {
  /** For example `--trigger` or `KAFKA_BROKERS (environment)`. */
  readonly label: string
  readonly directory: string
}

/** Turns the text of one occurrence into a value. @throws MillraceError MILLRACE_USAGE saying what was expected. */
export function parseValue(option: Option, text: string, context: ValueContext): Value {
  const refuse = (expected: string): MillraceError =>
    new MillraceError('MILLRACE_USAGE', `${context.label}: ${JSON.stringify(text)} is not ${expected}.`)
  if (text === '') {
    throw new MillraceError('MILLRACE_USAGE', `${context.label}: the value is empty; expected ${expectation(option)}.`)
  }
  switch (option.type) {
    case 'string':
      return text
    case 'integer':
    case 'number':
      return number(option, text) ?? fail(refuse(expectation(option)))
    case 'boolean':
      return boolean(text) ?? fail(refuse(expectation(option)))
    case 'duration':
    case 'size':
      return quantity(option, text) ?? fail(refuse(expectation(option)))
    case 'choice':
      if (option.choices.includes(text)) return text
      throw refuse(expectation(option) + didYouMean(suggestion(text, option.choices)))
    case 'list':
      return text
        .split(',')
        .map(word => word.trim())
        .filter(word => word !== '')
    case 'path':
      return resolvePath(text, context.directory)
    case 'location':
      return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : resolvePath(text, context.directory)
    case 'url': {
      const url = URL.canParse(text) ? new URL(text) : undefined
      const schemes = option.schemes ?? ['http', 'https']
      return url !== undefined && schemes.includes(url.protocol.slice(0, -1)) ? url : fail(refuse(expectation(option)))
    }
  }
}

/** What an option's value must look like, as the end of "expected ...". */
export function expectation(option: Option): string {
  switch (option.type) {
    case 'string':
      return 'a text'
    case 'integer':
      return 'a whole number' + range(option.min, option.max)
    case 'number':
      return 'a number' + range(option.min, option.max)
    case 'boolean':
      return 'true or false'
    case 'duration':
      return `a duration${range(option.min, option.max)} with its unit, such as 500ms, 10s, 2m or 1h`
    case 'size':
      return `a size${range(option.min, option.max)} such as 128MB or 4MiB`
    case 'choice':
      return option.choices.length === 1 ? option.choices[0] : 'one of ' + option.choices.join(', ')
    case 'list':
      return 'a comma-separated list'
    case 'path':
      return 'a path'
    case 'location':
      return 'a path or a URL'
    case 'url':
      return `a URL that starts with ${(option.schemes ?? ['http', 'https']).map(s => s + '://').join(' or ')}`
  }
}

const didYouMean = (near: string | undefined): string => (near === undefined ? '' : `; did you mean ${near}`)

function range(min: number | string | undefined, max: number | string | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return ` of at least ${min}`
  return max === undefined ? '' : ` of at most ${max}`
}

function number(option: NumberOption, text: string): number | undefined {
  if (!/^[+-]?(\d[\d_]*(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined
  const value = Number(text.replaceAll('_', ''))
  if (option.type === 'integer' && !Number.isSafeInteger(value)) return undefined
  return within(value, option.min, option.max)
}

function boolean(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true
  return /^(false|0|no|off)$/i.test(text) ? false : undefined
}

function quantity(option: QuantityOption, text: string): number | undefined {
  const parse = option.type === 'duration' ? parseDuration : parseSize
  const limit = (written: string | undefined) => (written === undefined ? undefined : parse(written))
  const value = parse(text)
  return value === undefined ? undefined : within(value, limit(option.min), limit(option.max))
}

const within = (value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number | undefined =>
  value >= min && value <= max ? value : undefined

function fail(error: MillraceError): never {
  throw error
}
