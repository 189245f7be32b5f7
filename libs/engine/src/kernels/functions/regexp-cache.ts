import { MillraceError } from '@millrace/errors'
import { JavaRegex } from '../regex/java-regex.ts'
import { PatternError } from '../regex/pattern-error.ts'
import { valueError } from './spark-error.ts'

const MAX_PATTERNS = 100

/** Spark's error for a pattern or replacement that Java refuses, or one for what this engine does not run. */
function regexError(error: unknown, name: string, parameter: string, pattern: string): unknown {
  if (!(error instanceof PatternError)) return error
  if (error.unsupported) {
    return new MillraceError(
      'MILLRACE_UNSUPPORTED',
      `The regular expression '${pattern}' of \`${name}\` cannot be run here: ${error.message} (at character ${error.index}).`,
    )
  }
  if (parameter === 'rep') {
    return valueError(
      'INVALID_REGEXP_REPLACE',
      `Could not perform ${name} with the replacement '${pattern}': ${error.message} near character ${error.index}.`,
    )
  }
  return valueError(
    'INVALID_PARAMETER_VALUE.PATTERN',
    `The value of parameter(s) \`${parameter}\` in \`${name}\` is invalid: '${pattern}' (${error.message} near character ${error.index}).`,
  )
}

/** Compiled patterns of one call, the last hundred. */
export function regexCache(name: string): (pattern: string) => JavaRegex {
  const known = new Map<string, JavaRegex>()
  let lastPattern: string | undefined
  let last: JavaRegex
  return pattern => {
    if (pattern === lastPattern) return last
    let regex = known.get(pattern)
    if (regex === undefined) {
      try {
        regex = new JavaRegex(pattern)
      } catch (error) {
        throw regexError(error, name, 'regexp', pattern)
      }
      if (known.size === MAX_PATTERNS) known.clear()
      known.set(pattern, regex)
    }
    lastPattern = pattern
    last = regex
    return regex
  }
}

/** Runs `make`, naming the replacement when it refers to a group that is not there. */
export function withReplacement<T>(name: string, replacement: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw regexError(error, name, 'rep', replacement)
  }
}
