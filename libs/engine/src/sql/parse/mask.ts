import { syntaxError, unsupported } from '../sql-error.ts'
import { readDataType } from '../text/data-type.ts'
import type { Token } from '../text/lexer.ts'
import { readLiteral } from '../text/literal.ts'
import { identifierName } from '../text/string-value.ts'
import { type Around, isKeyword } from './keywords.ts'
import { expectItem, recursionLevel } from './mask-clauses.ts'
import {
  CLAUSES,
  COMMAS,
  COUNTS,
  FRAMES,
  type Frame,
  matchBrackets,
  NO_CONDITION,
  REFUSED,
  SET_OPERATIONS,
  SUBQUERY,
  SUBQUERY_NAME,
  SYMBOLS,
  TRUE,
  wordLiteral,
} from './mask-words.ts'
import type { Cell, MaskedQuery } from './masked-query.ts'
import { queryBracket } from './query-bracket.ts'
import { Spans } from './spans.ts'

/**
 * Replaces names, literals and types by placeholders `n0`, `n1` ... and what Spark's grammar has of its own by what every
 * dialect has. The library reads structure and precedence; names and literals, which dialects read differently, never reach it,
 * and every placeholder knows its place in the text.
 */
export const maskQuery = (tokens: readonly Token[]): MaskedQuery => new Mask(tokens).run()

class Mask {
  readonly #tokens: readonly Token[]
  readonly #cells = new Map<number, Cell>()
  readonly #origins: { at: number; token: Token }[] = []
  readonly #frames: Frame[] = []
  /** For each opening bracket the index of its closing one. */
  readonly #closing: ReadonlyMap<number, number>
  /** Closing brackets after which a call ends that was put around a subquery. */
  readonly #wrapped = new Set<number>()
  /** Closing brackets of queries in FROM that need a name for the library. */
  readonly #nameless = new Set<number>()
  #text = ''
  #at = 0
  #operand = false
  #cases = 0
  /** For each depth of brackets the clause that it is in. */
  readonly #clauses: string[] = []
  #setsOfKeys = false
  readonly #recursionLevels = new Map<number, number>()
  /** The frame depth of the rows of a VALUES list, and whether the present row was put into brackets here. */
  #rows: { readonly depth: number; open: boolean }[] = []
  /** Where the masked text of the expression of a LIMIT or OFFSET begins. */
  #count: { readonly depth: number; readonly key: number; readonly from: number } | null = null

  constructor(tokens: readonly Token[]) {
    // `!` is NOT in all its places.
    this.#tokens = tokens.map(t => (t.text === '!' ? { ...t, kind: 'word', upper: 'NOT' } : t))
    this.#closing = matchBrackets(this.#tokens)
  }

  run(): MaskedQuery {
    while (this.#at < this.#tokens.length) this.#step()
    this.#endRows()
    this.#endCount()
    return {
      text: this.#text,
      cells: this.#cells,
      origins: this.#origins,
      spans: new Spans(this.#tokens, this.#closing),
      setsOfKeys: this.#setsOfKeys,
      recursionLevels: this.#recursionLevels,
    }
  }

  #step(): void {
    this.#countBoundary(this.#tokens[this.#at])
    this.#rowBoundary(this.#tokens[this.#at])
    const token = this.#tokens[this.#at]
    if (token === undefined) return
    const literal = this.#isAfterIs() || this.#before() === '.' ? undefined : this.#literal()
    if (literal === true) return
    if (token.kind === 'quoted') this.#name(token)
    else if (token.kind === 'word') this.#word(token)
    else this.#symbol(token)
  }

  #literal(): boolean {
    const found = readLiteral(this.#tokens, this.#at, !this.#operand)
    if (found === undefined) return false
    this.#cells.set(this.#at, { kind: 'literal', literal: found.literal })
    this.#emit(`n${this.#at}`, true)
    this.#at = found.next
    return true
  }

  #word(token: Token): void {
    const frame = this.#frames.at(-1)
    if (COMMAS[frame ?? 'other']?.includes(token.upper) === true) {
      // TRIM(BOTH FROM x) has nothing before FROM.
      if (this.#operand) this.#emit(',', false)
      this.#at++
      return
    }
    const side = ['BOTH', 'LEADING', 'TRAILING'].includes(token.upper)
    if (frame === 'trim' && this.#before() === '(' && side && this.#after() !== ')' && this.#after() !== ',') {
      this.#trimSide(token)
      return
    }
    if (frame === 'extract' && this.#before() === '(') {
      this.#cells.set(this.#at, wordLiteral(token, token.text))
      this.#emit(`n${this.#at}`, true)
      this.#at++
      return
    }
    if (token.upper === 'AS' && frame === 'cast') {
      this.#emit('as', false)
      this.#at++
      this.#type()
      return
    }
    if ((token.upper === 'CAST' || token.upper === 'TRY_CAST') && this.#after() === '(' && this.#before() !== '.') {
      this.#emit(token.upper, false)
      this.#at++
      return
    }
    if (token.upper === 'MAX' && this.#after() === 'RECURSION') {
      const { name, level } = recursionLevel(this.#tokens, this.#at)
      this.#recursionLevels.set(name.start, level)
      this.#at += 4
      return
    }
    if (token.upper === 'VALUES' && !this.#operand) this.#values()
    else if (token.upper === 'TABLE' && this.#startsQuery() && this.#after() !== '(') {
      this.#emit('select * from', false)
      this.#at++
    } else if (isKeyword(this.#around())) this.#keyword(token)
    else this.#name(token)
  }

  #keyword(token: Token): void {
    const depth = this.#frames.length
    if (CLAUSES.includes(token.upper)) this.#clauses[depth] = token.upper
    else if (['LIMIT', 'OFFSET'].includes(token.upper) && this.#clauses[depth] === 'SELECT') {
      // Right after a select list the library takes the word for a name.
      this.#cells.set(NO_CONDITION, { kind: 'literal', literal: TRUE })
      this.#emit(`WHERE n${NO_CONDITION}`, true)
      this.#clauses[depth] = 'WHERE'
    }
    switch (token.upper) {
      case 'PIVOT':
      case 'UNPIVOT':
        this.#pivot(token)
        return
      case 'TABLESAMPLE':
      case 'QUALIFY':
      case 'MATCH_RECOGNIZE':
        throw unsupported(token.upper, token)
      case 'GROUPING':
        if (this.#operand) this.#setsOfKeys = true
        break
      case 'CASE':
        this.#cases++
        break
      case 'END':
        this.#cases--
        break
      case 'ALL':
        // Of an aggregate function: what is meant anyway.
        if (this.#before() === '(' && this.#frames.at(-1) === 'call') {
          this.#at++
          return
        }
        break
      case 'IGNORE':
      case 'RESPECT':
        // Spark takes them inside of the call too, the library only after it.
        if (this.#tokens[this.#at + 2]?.upper === ')' && this.#frames.at(-1) === 'call') {
          this.#frames.pop()
          this.#emit(`) ${token.upper} NULLS`, true)
          this.#at += 3
          return
        }
        break
      default:
    }
    const operand = [
      'END',
      'NULL',
      'TRUE',
      'FALSE',
      'UNKNOWN',
      'ROLLUP',
      'CUBE',
      'ROW',
      'PRECEDING',
      'FOLLOWING',
    ].includes(token.upper)
    this.#emit(token.upper, operand || (token.upper === 'ALL' && ['BY', 'LIMIT'].includes(this.#before())))
    this.#at++
    if (token.upper === 'LIMIT' || token.upper === 'OFFSET') {
      this.#count = { depth: this.#frames.length, key: COUNTS + this.#at, from: this.#text.length }
    }
  }

  /** A clause of Spark's own becomes the table of a join. */
  #pivot(token: Token): void {
    const open = this.#tokens.findIndex((t, i) => i > this.#at && t.text === '(')
    const end = this.#closing.get(open)
    if (end === undefined) throw syntaxError(`Expected a bracket after ${token.upper}.`, token)
    const at = { start: token.start, end: this.#tokens[end].end }
    this.#cells.set(this.#at, { kind: 'pivot', clause: { tokens: this.#tokens.slice(this.#at, end + 1), at } })
    this.#emit(`CROSS JOIN n${this.#at}`, true)
    this.#at = end + 1
  }

  #name(token: Token): void {
    if (token.kind === 'word' && this.#isAfterIs()) {
      this.#emit(token.upper, true)
      this.#at++
      return
    }
    // The library takes names inside of the arguments of this one only.
    const struct = token.upper === 'STRUCT' && this.#after() === '('
    this.#cells.set(this.#at, { kind: 'name', name: identifierName(token.text), at: token })
    this.#emit(struct ? 'struct' : `n${this.#at}`, true)
    this.#at++
  }

  #symbol(token: Token): void {
    if (REFUSED.includes(token.text)) throw unsupported(`"${token.text}"`, token)
    switch (token.text) {
      case '(': {
        const name = this.#tokens[this.#at - 1]
        const called = name !== undefined && (name.kind === 'quoted' || name.kind === 'word') && this.#operand
        this.#frames.push(FRAMES[name?.upper ?? ''] ?? (called ? 'call' : 'other'))
        const reading = queryBracket(this.#tokens, this.#closing, this.#at, this.#clauses[this.#frames.length - 1])
        if (reading === 'table') this.#nameless.add(this.#closing.get(this.#at)!)
        this.#emit(reading === 'operand' ? `n${this.#wrap(token)} ((` : '(', false)
        break
      }
      case ')':
        this.#frames.pop()
        this.#emit(this.#wrapped.has(this.#at) ? '))' : ')', true)
        if (this.#nameless.has(this.#at)) {
          this.#cells.set(this.#at, { kind: 'name', name: SUBQUERY_NAME, at: token })
          this.#emit(`n${this.#at}`, true)
        }
        break
      case ']':
        this.#emit(']', true)
        break
      case '::':
        this.#emit('::', false)
        this.#at++
        this.#type()
        return
      case '*':
        this.#emit('*', !this.#operand)
        break
      case '+':
        // The library forgets a unary plus; nobody writes ~~.
        this.#emit(this.#operand ? '+' : '~ ~', false)
        break
      case '~':
        if (this.#tokens[this.#at + 1]?.text === '~') throw unsupported('~~', token)
        this.#emit('~', false)
        break
      case ',':
        expectItem(this.#tokens, this.#at, this.#clauses[this.#frames.length])
        this.#emit(',', false)
        break
      default:
        this.#emit(SYMBOLS[token.text] ?? token.text, false)
    }
    this.#at++
  }

  /** A subquery that would be misread is written as the argument of a call. */
  #wrap(token: Token): number {
    this.#wrapped.add(this.#closing.get(this.#at)!)
    this.#cells.set(this.#at, { kind: 'name', name: SUBQUERY, at: token })
    return this.#at
  }

  /** A type goes into a placeholder that both forms of a cast take for the name of a type. */
  #type(): void {
    const { type, text, next } = readDataType(this.#tokens, this.#at)
    this.#cells.set(this.#at, { kind: 'type', type, text, at: this.#tokens[this.#at] })
    this.#emit(`n${this.#at}`, true)
    this.#at = next
  }

  #trimSide(token: Token): void {
    // Becomes the first argument.
    this.#cells.set(this.#at, wordLiteral(token, token.upper))
    this.#emit(`n${this.#at},`, false)
    this.#at++
  }

  #values(): void {
    this.#emit(this.#startsQuery() ? 'select * from values' : 'values', false)
    this.#rows.push({ depth: this.#frames.length, open: false })
    this.#at++
    this.#startRow()
  }

  #startRow(): void {
    const rows = this.#rows.at(-1)!
    rows.open = this.#tokens[this.#at]?.text !== '('
    if (rows.open) this.#emit('(', false)
  }

  /** Puts rows that are a single expression into brackets, which the library needs. */
  #rowBoundary(token: Token): void {
    const rows = this.#rows.at(-1)
    if (rows === undefined || this.#frames.length !== rows.depth || !this.#operand || this.#cases > 0) return
    if (token.text === ',') {
      if (rows.open) this.#emit(')', true)
      this.#emit(',', false)
      this.#at++
      this.#startRow()
      // The row's first token is next.
    } else if (token.text === ')' || token.kind === 'quoted' || (token.kind === 'word' && !this.#continues(token))) {
      this.#endRow()
    }
  }

  /** A word after an operand that belongs to the expression. */
  #continues(token: Token): boolean {
    const infix = 'AND OR NOT IN BETWEEN LIKE ILIKE RLIKE REGEXP IS DIV OVER FILTER ESCAPE WHEN THEN ELSE END'
    return infix.split(' ').includes(token.upper) && isKeyword(this.#around())
  }

  #endRow(): void {
    const rows = this.#rows.pop()!
    if (rows.open) this.#emit(')', true)
  }

  #endRows(): void {
    while (this.#rows.length > 0) this.#endRow()
  }

  #countBoundary(token: Token): void {
    if (this.#count === null || this.#frames.length !== this.#count.depth || !this.#operand) return
    if (token.text === ')' || ['OFFSET', 'LIMIT', ...SET_OPERATIONS].includes(token.upper)) this.#endCount()
  }

  /** The library takes only a number after LIMIT: the expression is put aside under one. */
  #endCount(): void {
    if (this.#count === null) return
    const { key, from } = this.#count
    const text = this.#text.slice(from)
    this.#count = null
    if (text === 'ALL ') return
    this.#cells.set(key, { kind: 'expression', text })
    this.#text = `${this.#text.slice(0, from)}${key} `
  }

  #startsQuery(): boolean {
    const before = this.#before()
    if (before === '' || before === '(') return true
    if (SET_OPERATIONS.includes(before)) return true
    return (
      (before === 'ALL' || before === 'DISTINCT') && SET_OPERATIONS.includes(this.#tokens[this.#at - 2]?.upper ?? '')
    )
  }

  /** The place after IS or IS NOT, where TRUE, FALSE and NULL are no literals. */
  #isAfterIs(): boolean {
    const before = this.#before()
    return before === 'IS' || (before === 'NOT' && this.#tokens[this.#at - 2]?.upper === 'IS')
  }

  #around(): Around {
    return { tokens: this.#tokens, at: this.#at, operand: this.#operand, cases: this.#cases }
  }

  #before(): string {
    return this.#tokens[this.#at - 1]?.upper ?? ''
  }

  #after(): string {
    return this.#tokens[this.#at + 1]?.upper ?? ''
  }

  #emit(text: string, operand: boolean): void {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]
    this.#origins.push({ at: this.#text.length, token })
    this.#text += text === '.' ? '.' : `${text} `
    this.#operand = operand
  }
}
