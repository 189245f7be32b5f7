import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { expandReplacement, type JavaRegex, type Match } from '../regex/java-regex.ts'
import { codePointsOf } from './code-points.ts'
import { regexCache, withReplacement } from './regexp-cache.ts'
import { signature } from './signature.ts'
import { analysisError, valueError } from './spark-error.ts'

/** A group's text, empty when the group took no part. */
function groupText(name: string, regex: JavaRegex, match: Match, index: number): string {
  if (index < 0 || index > regex.groupCount) {
    throw valueError(
      'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX',
      `The value of parameter(s) \`idx\` in \`${name}\` is invalid: Expects group index between 0 and ${regex.groupCount}, but got ${index}.`,
    )
  }
  return match.groups[index] ?? ''
}

const rlike = hosted({
  resolve: signature(['string', 'string'], 'boolean'),
  raises: true,
  evaluator: call => {
    const compiled = regexCache(call.name)
    return (s: string, pattern: string) => compiled(pattern).test(s)
  },
})

const regexpExtract = hosted({
  resolve: signature(['string', 'string', 'int32'], 'string', { required: 2 }),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_extract')
    return (s: string, pattern: string, index = 1) => {
      const regex = compiled(pattern)
      const match = regex.find(s)
      return match === null ? '' : groupText('regexp_extract', regex, match, index)
    }
  },
})

const regexpExtractAll = hosted({
  resolve: signature(['string', 'string', 'int32'], 'list<string>', { required: 2 }),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_extract_all')
    return (s: string, pattern: string, index = 1) => {
      const regex = compiled(pattern)
      return Array.from(regex.findAll(s), match => groupText('regexp_extract_all', regex, match, index))
    }
  },
})

const replaceTypes = signature(['string', 'string', 'string', 'int32'], 'string', { required: 3 })

const regexpReplace = hosted({
  resolve(args, name) {
    const resolved = replaceTypes(args, name)
    const position = resolved.args[3]
    if (position?.kind === 'literal' && position.value !== null && Number(position.value) <= 0) {
      throw analysisError(
        'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE',
        `The position of regexp_replace must be in (0, 2147483647] (current value = ${position.value}).`,
      )
    }
    return resolved
  },
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_replace')
    return (s: string, pattern: string, replacement: string, position = 1) => {
      if (position > 1 && position > s.length) return s
      const from = Math.max(position - 1, 0)
      return asUtf8(s.slice(0, from) + replaceAll(compiled(pattern), s.slice(from), replacement))
    }
  },
})

/** A match may lie between the halves of a character; Java writes a half that is left alone as a question mark. */
const asUtf8 = (s: string): string =>
  s.isWellFormed() ? s : s.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '?')

function replaceAll(regex: JavaRegex, s: string, replacement: string): string {
  const plain = !/[\\$]/.test(replacement)
  let out = ''
  let copied = 0
  for (const match of regex.findAll(s)) {
    const text = plain
      ? replacement
      : withReplacement('regexp_replace', replacement, () => expandReplacement(replacement, regex, match.groups))
    out += s.slice(copied, match.start) + text
    copied = match.end
  }
  return out + s.slice(copied)
}

const regexpCount = hosted({
  resolve: signature(['string', 'string'], 'int32'),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_count')
    return (s: string, pattern: string) => {
      let n = 0
      for (const _ of compiled(pattern).findAll(s)) n++
      return n
    }
  },
})

/** The first match, null when there is none or it is empty. */
const regexpSubstr = hosted({
  resolve: (args, name) => ({ ...signature(['string', 'string'], 'string')(args, name), nullable: true }),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_substr')
    return (s: string, pattern: string) => compiled(pattern).find(s)?.groups[0] || null
  },
})

/** Position of the first match from 1, 0 when there is none. Spark takes a group's number, but only a null one matters. */
const regexpInstr = hosted({
  resolve: signature(['string', 'string', 'int32'], 'int32', { required: 2 }),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('regexp_instr')
    return (s: string, pattern: string) => (compiled(pattern).find(s)?.start ?? -1) + 1
  },
})

/** Parts between matches, `limit` at most when it is positive; an empty pattern divides characters. */
function split(regex: JavaRegex, s: string, limit: number): string[] {
  const parts: string[] = []
  let from = 0
  for (const { start, end } of regex.findAll(s)) {
    if (limit > 0 && parts.length === limit - 1) break
    // An empty match at the beginning divides nothing.
    if (end === 0) continue
    parts.push(s.slice(from, start))
    from = end
  }
  parts.push(s.slice(from))
  return parts
}

function splitCharacters(s: string, limit: number): string[] {
  const characters = codePointsOf(s)
  const count = limit <= 0 || limit > characters.length ? characters.length : limit
  return [...characters.slice(0, count - 1), characters.slice(count - 1).join('')]
}

const splitFunction = hosted({
  resolve: signature(['string', 'string', 'int32'], 'list<string>', { required: 2 }),
  raises: true,
  evaluator: () => {
    const compiled = regexCache('split')
    return (s: string, pattern: string, limit = -1) =>
      pattern === '' && s !== '' ? splitCharacters(s, limit) : split(compiled(pattern), s, limit)
  },
})

/** Functions of regular expressions, with the meaning of java.util.regex. */
export const regexp = {
  rlike,
  regexp: rlike,
  regexpLike: rlike,
  regexpExtract,
  regexpExtractAll,
  regexpReplace,
  regexpCount,
  regexpSubstr,
  regexpInstr,
  split: splitFunction,
} satisfies Record<string, ScalarFunction>
