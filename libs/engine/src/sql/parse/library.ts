import { syntaxError } from '../sql-error.ts'
import type { Token } from '../text/lexer.ts'
import type { MaskedQuery } from './masked-query.ts'

/** A node of the library's tree: one key, the node's kind, with its fields; null for NULL. */
export type LibraryNode = Readonly<Record<string, unknown>>

type Library = Pick<typeof import('@polyglot-sql/sdk'), 'parse' | 'Dialect'>

let library: Promise<Library> | undefined

/** Loads the parser: WebAssembly of 23 MB, so only where SQL is used. */
export const loadLibrary = (): Promise<Library> => (library ??= import('@polyglot-sql/sdk'))

/** The tree of a masked query, which must be one statement. Errors are at the place of the text that the mask was made of. */
export function parseMasked({ parse, Dialect }: Library, masked: MaskedQuery): LibraryNode {
  const result = parse(masked.text, Dialect.Spark)
  const trees: unknown = result.ast
  if (!result.success || !Array.isArray(trees)) {
    const token = tokenAt(masked, result.errorStart ?? masked.text.length)
    throw syntaxError(`Syntax error at or near ${token === null ? 'the end' : `'${token.text}'`}.`, token)
  }
  if (trees.length !== 1) throw syntaxError('Expected one statement.', null)
  return trees[0] as LibraryNode
}

function tokenAt({ origins }: MaskedQuery, offset: number): Token | null {
  let found: Token | null = null
  for (const { at, token } of origins) if (at <= offset) found = token
  return found
}
