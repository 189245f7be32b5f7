import { CodeSet } from './code-set.ts'
import { readEscapedCharacter, readEscapedClass } from './escapes.ts'
import type { PatternReader } from './pattern-reader.ts'

/** Reads a class in brackets, whose opening bracket is read: unions, ranges, `&&` and nested classes as in Java. */
export function readClass(reader: PatternReader): CodeSet {
  const negated = reader.take('^')
  const set = readMembers(reader)
  reader.next()
  return negated ? set.negate() : set
}

/** Members up to the closing bracket, which is left. */
function readMembers(reader: PatternReader): CodeSet {
  let set: CodeSet | undefined
  for (;;) {
    const c = reader.peek()
    if (c === '') throw reader.error('Unclosed character class')
    // A bracket that would close an empty class is a member.
    if (c === ']' && set !== undefined) return set
    if (reader.take('&&')) {
      if (reader.peek() === ']' || reader.peek() === '&') {
        if (set === undefined) throw reader.error('Bad class syntax')
        continue
      }
      const right = readMembers(reader)
      set = set === undefined ? right : set.intersect(right)
      continue
    }
    const member = reader.take('[') ? readClass(reader) : readRange(reader)
    set = set === undefined ? member : set.union(member)
  }
}

/** One character, a range, a predefined class or a quotation. */
function readRange(reader: PatternReader): CodeSet {
  const { flags } = reader
  const first = readMember(reader)
  if (typeof first !== 'number') return first
  const at = reader.at
  if (reader.take('-')) {
    const c = reader.peek()
    if (c !== ']' && c !== '[' && c !== '') {
      const last = readMember(reader)
      if (typeof last !== 'number') {
        const dash = CodeSet.ofCharacters('-').union(last)
        return CodeSet.of([first, first]).union(dash)
      }
      if (last < first) throw reader.error('Illegal character range')
      return fold(CodeSet.of([first, last]))
    }
    reader.at = at
  }
  return fold(CodeSet.of([first, first]))

  function fold(set: CodeSet): CodeSet {
    return flags.i ? set.ignoringCase(flags.u || flags.U) : set
  }
}

function readMember(reader: PatternReader): number | CodeSet {
  const c = reader.next()
  if (c !== '\\') return c.codePointAt(0)!
  const quotation = reader.match(/Q([\s\S]*?)(?:\\E|$)/y)
  if (quotation !== null) {
    const set = CodeSet.ofCharacters(quotation[1])
    return reader.flags.i ? set.ignoringCase(reader.flags.u || reader.flags.U) : set
  }
  const member = readEscapedClass(reader) ?? readEscapedCharacter(reader)
  if (member === undefined) throw reader.error('Illegal/unsupported escape sequence')
  return member
}
