import { MillraceError } from '@millrace/errors'
import { hosted } from '../hosted.ts'
import { signature } from './signature.ts'

/** What the rules here were compared with Java's for; other characters are refused. */
const KNOWN = /^[\p{L}\p{N}\s.,;:!?'"()[\]\-_@/]*$/u
const END = /[.!?]+["')\]]*\s*/gu
const NEXT = /^["'([]*([\s\S])?/u
/** Letters and digits, with marks between them that do not end a word. */
const WORD = /[\p{L}\p{N}]+(?:(?:[.'\-_]|(?<=\p{N}),(?=\p{N}))[\p{L}\p{N}]+)*/gu

const refused = (text: string): MillraceError =>
  new MillraceError(
    'MILLRACE_UNSUPPORTED',
    `sentences() of the text ${JSON.stringify(text.slice(0, 40))} is not supported.`,
  )

/** Whether a sentence ends at marks like these: a full stop before a small letter or a digit does not end it. */
function ends(marks: string, rest: string, text: string): boolean {
  const [, next] = NEXT.exec(rest) ?? []
  if (next === undefined) return true
  const isSpaced = /\s$/.test(marks)
  if (/[!?]/.test(marks)) {
    if (isSpaced) return true
    throw refused(text)
  }
  if (!isSpaced || /[\p{Ll}\p{N}]/u.test(next)) return false
  if (/\p{Lu}/u.test(next)) return true
  throw refused(text)
}

function sentencesOf(text: string): string[][] {
  if (!KNOWN.test(text) || /\p{L},\p{L}/u.test(text)) throw refused(text)
  const found: string[][] = []
  let from = 0
  const add = (to: number): void => {
    if (to > from) found.push(text.slice(from, to).match(WORD) ?? [])
    from = to
  }
  for (const { 0: marks, index } of text.matchAll(END)) {
    const to = index + marks.length
    if (ends(marks, text.slice(to), text)) add(to)
  }
  add(text.length)
  return found
}

/** `sentences(text [, language [, country]])`: the words of each sentence, by the rules for English. */
export const sentences = {
  sentences: hosted({
    resolve: signature(['string', 'string', 'string'], 'list<list<string>>', { required: 1 }),
    raises: true,
    evaluator: () => (text: string, language?: string) => {
      if (language !== undefined && language !== 'en' && language !== '')
        throw new MillraceError('MILLRACE_UNSUPPORTED', `sentences() of the language ${language} is not supported.`)
      return sentencesOf(text)
    },
  }),
}
