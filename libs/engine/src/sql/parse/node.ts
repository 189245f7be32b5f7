import { type Place, syntaxError, unsupported } from '../sql-error.ts'
import { identifierName } from '../text/string-value.ts'
import type { LibraryNode } from './library.ts'
import type { Cell, MaskedQuery } from './masked-query.ts'
import type { Spans } from './spans.ts'

/** Fields that say how something was written, not what. */
const COSMETIC =
  /comments$|^span$|^inferred_type$|_keyword$|_explicit_as$|_text$|^quoted$|^original_name$|^no_parens$|^trailing_comma$|^explicit_asc$|^nesting_group$|^alias_first$|^use_bracket_syntax$|^double_colon_syntax$|^left_outer$/

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)

/** Opens nodes of the library's tree, and refuses whatever this reader does not know: the library reads more than Spark does. */
export class Nodes {
  readonly #masked: MaskedQuery

  constructor(masked: MaskedQuery) {
    this.#masked = masked
  }

  get spans(): Spans {
    return this.#masked.spans
  }

  /** MAX RECURSION LEVEL of the query of WITH whose name is at a place. */
  recursionLevel({ start }: Place): number | undefined {
    return this.#masked.recursionLevels.get(start)
  }

  get setsOfKeys(): boolean {
    return this.#masked.setsOfKeys
  }

  /** Kind and fields of a node. */
  open(node: unknown): readonly [string, LibraryNode] {
    if (node === null || typeof node !== 'object') throw syntaxError('The query could not be read.', null)
    const [entry] = Object.entries(node)
    if (entry === undefined) throw syntaxError('The query could not be read.', null)
    return [entry[0], (entry[1] ?? {}) as LibraryNode]
  }

  /** The fields, of which only these may be filled. */
  only<T extends string>(kind: string, fields: LibraryNode, ...known: T[]): Readonly<Record<T, unknown>> {
    for (const [name, value] of Object.entries(fields)) {
      if (known.includes(name as T) || isEmpty(value) || COSMETIC.test(name)) continue
      throw unsupported(
        `${name.replaceAll('_', ' ').toUpperCase()} in ${kind.replaceAll('_', ' ')}`,
        this.placeOf(value),
      )
    }
    return fields as Readonly<Record<T, unknown>>
  }

  /** What the placeholder of an identifier stands for. */
  cell(identifier: unknown): Cell {
    const text = typeof identifier === 'string' ? identifier : (identifier as { name?: string } | null)?.name
    const index = /^n(\d+)$/i.exec(text ?? '')
    const cell = index === null ? undefined : this.#masked.cells.get(Number(index[1]))
    if (cell === undefined) throw syntaxError(`Unexpected ${text === undefined ? 'text' : `'${text}'`}.`, null)
    return cell
  }

  /** The name that an identifier's placeholder stands for, with its place. */
  name(identifier: unknown): { readonly name: string; readonly at: Place | null } {
    const cell = this.cell(identifier)
    if (cell.kind === 'name') return cell
    const at = cell.kind === 'literal' ? cell.literal.at : null
    if (cell.kind === 'literal' && cell.literal.node.kind === 'literal' && cell.literal.node.type === 'boolean') {
      return { name: identifierName(cell.literal.text), at }
    }
    throw syntaxError('Expected a name.', at)
  }

  names(identifiers: unknown): string[] {
    return (identifiers as unknown[]).map(i => this.name(i).name)
  }

  /** The first place of the text that is somewhere below a node. */
  placeOf(node: unknown): Place | null {
    if (typeof node === 'string') {
      const index = /^n(\d+)$/i.exec(node)
      const cell = index === null ? undefined : this.#masked.cells.get(Number(index[1]))
      return cell === undefined
        ? null
        : cell.kind === 'name'
          ? cell.at
          : cell.kind === 'literal'
            ? cell.literal.at
            : null
    }
    if (node === null || typeof node !== 'object') return null
    for (const value of Object.values(node)) {
      const place = this.placeOf(value)
      if (place !== null) return place
    }
    return null
  }
}
