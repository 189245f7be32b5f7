import { LETTER_OR_DIGIT, MARK, unicodeClass } from './character-classes.ts'
import type { CodeSet } from './code-set.ts'
import type { Anchor } from './syntax-tree.ts'

const CR = 13
const LF = 10
const isTerminator = (c: number): boolean => c === LF || c === CR || c === 0x85 || (c | 1) === 0x2029

/** Whether an anchor holds before the unit `at`. `lastEnd` is where the match before ended. */
export function anchorHolds(anchor: Anchor, s: string, at: number, lastEnd: number): boolean {
  const end = s.length
  switch (anchor) {
    case 'start':
      return at === 0
    case 'end':
      return at === end
    case 'lastMatch':
      return at === lastEnd
    case 'lineStart':
      if (at === end) return false
      if (at === 0) return true
      return isTerminator(s.charCodeAt(at - 1)) && !(s.charCodeAt(at - 1) === CR && s.charCodeAt(at) === LF)
    case 'unixLineStart':
      return at !== end && (at === 0 || s.charCodeAt(at - 1) === LF)
    case 'lineEnd':
      return at === end || (isTerminator(s.charCodeAt(at)) && !insidePair(s, at))
    case 'unixLineEnd':
      return at === end || s.charCodeAt(at) === LF
    case 'endOrTerminator':
      if (at >= end - 1) return at === end || (isTerminator(s.charCodeAt(at)) && !insidePair(s, at))
      return at === end - 2 && s.charCodeAt(at) === CR && s.charCodeAt(at + 1) === LF
    case 'unixEndOrTerminator':
      return at === end || (at === end - 1 && s.charCodeAt(at) === LF)
    case 'wordBoundary':
      return isBoundary(LETTER_OR_DIGIT(), s, at)
    case 'notWordBoundary':
      return !isBoundary(LETTER_OR_DIGIT(), s, at)
    case 'unicodeWordBoundary':
      return isBoundary(unicodeClass('Word'), s, at)
    case 'notUnicodeWordBoundary':
      return !isBoundary(unicodeClass('Word'), s, at)
  }
}

/** Between \r and \n. */
const insidePair = (s: string, at: number): boolean => at > 0 && s.charCodeAt(at) === LF && s.charCodeAt(at - 1) === CR

function isBoundary(words: CodeSet, s: string, at: number): boolean {
  return (at > 0 && isWord(words, s, at - 1)) !== (at < s.length && isWord(words, s, at))
}

/** Whether the character at a unit belongs to a word; a mark does when what it is put on does. */
function isWord(words: CodeSet, s: string, at: number): boolean {
  for (let i = at; i >= 0; i--) {
    const c = codePointAround(s, i)
    if (words.has(c)) return true
    if (!MARK().has(c)) return false
    if (c > 0xffff) i--
  }
  return false
}

/** The code point that a unit is part of. */
function codePointAround(s: string, at: number): number {
  const unit = s.charCodeAt(at)
  if (unit >= 0xdc00 && unit < 0xe000 && at > 0) {
    const pair = s.codePointAt(at - 1)!
    if (pair > 0xffff) return pair
  }
  return s.codePointAt(at)!
}
