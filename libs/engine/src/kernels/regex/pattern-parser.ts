import { LINE_TERMINATORS } from './character-classes.ts'
import { readClass } from './class-parser.ts'
import { CodeSet } from './code-set.ts'
import { readEscapedCharacter, readEscapedClass } from './escapes.ts'
import type { PatternError } from './pattern-error.ts'
import { type Flags, PatternReader } from './pattern-reader.ts'
import { type Anchor, EMPTY, type RegexNode, widths } from './syntax-tree.ts'

/** A pattern of Java's java.util.regex taken apart. */
export interface ParsedPattern {
  readonly root: RegexNode
  readonly groupCount: number
  /** Numbers of the named groups. */
  readonly names: ReadonlyMap<string, number>
}

/** Parses a pattern; throws PatternError when Java would refuse it, or when it uses what this engine does not know. */
export function parsePattern(pattern: string): ParsedPattern {
  const parser = new PatternParser(pattern)
  return { root: parser.parse(), groupCount: parser.groupCount, names: parser.names }
}

const NOT_NEWLINE = CodeSet.ofCharacters('\n').negate()
const NOT_TERMINATOR = LINE_TERMINATORS.negate()
const MAX_DEPTH = 500

class PatternParser {
  readonly #reader: PatternReader
  readonly names = new Map<string, number>()
  groupCount = 0
  #depth = 0

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern)
  }

  parse(): RegexNode {
    const root = this.#alternatives()
    if (this.#reader.peek() !== '') throw this.#reader.error("Unmatched closing ')'")
    return root
  }

  #alternatives(): RegexNode {
    const flags = { ...this.#reader.flags }
    if (++this.#depth > MAX_DEPTH) throw this.#reader.unsupported('Nesting this deep')
    const parts = [this.#sequence()]
    while (this.#reader.take('|')) parts.push(this.#sequence())
    this.#depth--
    this.#reader.flags = flags
    return parts.length === 1 ? parts[0] : { kind: 'alternatives', parts }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    for (;;) {
      const c = this.#reader.peek()
      if (c === '' || c === '|' || c === ')') break
      const quotation = this.#reader.match(/\\Q([\s\S]*?)(?:\\E|$)/y)
      if (quotation !== null) {
        const characters = Array.from(quotation[1], character => this.#literal(character.codePointAt(0)!))
        const last = characters.pop()
        if (last !== undefined) parts.push(...characters, this.#quantified(last))
        continue
      }
      const atom = this.#atom()
      parts.push(atom === EMPTY ? atom : this.#quantified(atom))
    }
    return parts.length === 1 ? parts[0] : { kind: 'sequence', parts }
  }

  #atom(): RegexNode {
    const reader = this.#reader
    const { flags } = reader
    const c = reader.next()
    switch (c) {
      case '[':
        return { kind: 'set', set: readClass(reader) }
      case '(':
        return this.#group()
      case '.':
        return { kind: 'set', set: flags.s ? CodeSet.all : flags.d ? NOT_NEWLINE : NOT_TERMINATOR }
      case '^':
        return anchor(flags.m ? (flags.d ? 'unixLineStart' : 'lineStart') : 'start')
      case '$':
        if (flags.m) return anchor(flags.d ? 'unixLineEnd' : 'lineEnd')
        return anchor(flags.d ? 'unixEndOrTerminator' : 'endOrTerminator')
      case '*':
      case '+':
      case '?':
        throw reader.error(`Dangling meta character '${c}'`)
      case '{':
        throw reader.error('Illegal repetition')
      case '\\':
        return this.#escape()
      default:
        return this.#literal(c.codePointAt(0)!)
    }
  }

  #literal(c: number): RegexNode {
    const { i, u, U } = this.#reader.flags
    const set = CodeSet.of([c, c])
    return { kind: 'set', set: i ? set.ignoringCase(u || U) : set }
  }

  #escape(): RegexNode {
    const reader = this.#reader
    const { U, d } = reader.flags
    const c = reader.pattern[reader.at] ?? ''
    const simple: Readonly<Record<string, Anchor>> = {
      A: 'start',
      z: 'end',
      Z: d ? 'unixEndOrTerminator' : 'endOrTerminator',
      G: 'lastMatch',
      b: U ? 'unicodeWordBoundary' : 'wordBoundary',
      B: U ? 'notUnicodeWordBoundary' : 'notWordBoundary',
    }
    if (Object.hasOwn(simple, c)) {
      if (reader.pattern.startsWith('b{', reader.at)) throw reader.unsupported('\\b{g}')
      reader.at++
      return anchor(simple[c])
    }
    if (c === 'R') {
      reader.at++
      const set = CodeSet.of([0x0a, 0x0d], [0x85, 0x85], [0x2028, 0x2029])
      const pair: RegexNode = { kind: 'sequence', parts: [literalSet(13), literalSet(10)] }
      return { kind: 'alternatives', parts: [pair, { kind: 'set', set }] }
    }
    if (c === 'X' || c === 'N') throw reader.unsupported(`\\${c}`)
    if (c === 'k') return this.#namedReference()
    if (c >= '1' && c <= '9') return this.#reference()
    const set = readEscapedClass(reader)
    if (set !== undefined) return { kind: 'set', set }
    const character = readEscapedCharacter(reader)
    if (character === undefined) throw reader.error('Illegal/unsupported escape sequence')
    return this.#literal(character)
  }

  /** `\n`: further digits belong to the number as long as there are so many groups. */
  #reference(): RegexNode {
    const reader = this.#reader
    let index = Number(reader.match(/[1-9]/y)![0])
    for (;;) {
      const digit = /\d/.exec(reader.pattern[reader.at] ?? '')
      if (digit === null || index * 10 + Number(digit[0]) > this.groupCount) break
      index = index * 10 + Number(digit[0])
      reader.at++
    }
    return this.#backreference(index)
  }

  #namedReference(): RegexNode {
    const name = this.#reader.match(/k<([a-zA-Z][a-zA-Z0-9]*)>/y)
    const index = name === null ? undefined : this.names.get(name[1])
    if (index === undefined) throw this.#reader.error('Named capturing group is missing')
    return this.#backreference(index)
  }

  #backreference(index: number): RegexNode {
    const { i, u, U } = this.#reader.flags
    return { kind: 'backreference', index, fold: i ? (u || U ? 'unicode' : 'ascii') : 'none' }
  }

  /** A group whose opening parenthesis is read. */
  #group(): RegexNode {
    const reader = this.#reader
    const outer = { ...reader.flags }
    let node: RegexNode
    if (!reader.take('?')) node = this.#capture()
    else if (reader.take(':')) node = this.#alternatives()
    else if (reader.take('>')) node = { kind: 'atomic', body: this.#alternatives() }
    else if (reader.take('=')) node = this.#look(true, false)
    else if (reader.take('!')) node = this.#look(true, true)
    else if (reader.take('<=')) node = this.#look(false, false)
    else if (reader.take('<!')) node = this.#look(false, true)
    else if (reader.peek() === '<') node = this.#namedCapture()
    else {
      this.#changeFlags(outer)
      // Flags without a body hold up to the end of the group around them.
      if (reader.take(')')) return EMPTY
      if (!reader.take(':')) throw this.#unknownFlag()
      node = this.#alternatives()
    }
    if (!reader.take(')')) throw reader.error('Unclosed group')
    reader.flags = outer
    return node
  }

  #capture(): RegexNode {
    const index = ++this.groupCount
    return { kind: 'group', index, body: this.#alternatives() }
  }

  #namedCapture(): RegexNode {
    const name = this.#reader.match(/<([a-zA-Z][a-zA-Z0-9]*)>/y)
    if (name === null) throw this.#reader.error('Named capturing group is missing its name')
    if (this.names.has(name[1])) throw this.#reader.error(`Named capturing group <${name[1]}> is already defined`)
    this.names.set(name[1], this.groupCount + 1)
    return this.#capture()
  }

  #look(ahead: boolean, negative: boolean): RegexNode {
    const body = this.#alternatives()
    if (!ahead && widths(body)[1] === Infinity) {
      throw this.#reader.unsupported('A look-behind without an obvious maximum length')
    }
    return { kind: 'look', ahead, negative, body }
  }

  #changeFlags(outer: Flags): void {
    const flags = { ...outer }
    let on = true
    for (;;) {
      const c = this.#reader.pattern[this.#reader.at] ?? ''
      if (c === '-' && on) on = false
      else if (/^[idmsuxU]$/.test(c)) flags[c as keyof Flags] = on
      else break
      this.#reader.at++
    }
    this.#reader.flags = flags
  }

  #unknownFlag(): PatternError {
    return this.#reader.error('Unknown inline modifier')
  }

  #quantified(atom: RegexNode): RegexNode {
    const reader = this.#reader
    const bounds = this.#bounds()
    if (bounds === undefined) return atom
    const [min, max] = bounds
    const possessive = reader.take('+')
    const lazy = !possessive && reader.take('?')
    const repeat: RegexNode = { kind: 'repeat', body: atom, min, max, greedy: !lazy }
    return possessive ? { kind: 'atomic', body: repeat } : repeat
  }

  #bounds(): readonly [min: number, max: number] | undefined {
    const reader = this.#reader
    if (reader.take('*')) return [0, Infinity]
    if (reader.take('+')) return [1, Infinity]
    if (reader.take('?')) return [0, 1]
    if (reader.peek() !== '{') return undefined
    const found = reader.match(/\{(\d+)(,(\d*))?\}/y)
    if (found === null) throw reader.error('Illegal repetition')
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3])
    if (max < min || min > 0x7fffffff) throw reader.error('Illegal repetition range')
    return [min, max]
  }
}

const anchor = (at: Anchor): RegexNode => ({ kind: 'anchor', anchor: at })
const literalSet = (c: number): RegexNode => ({ kind: 'set', set: CodeSet.of([c, c]) })
