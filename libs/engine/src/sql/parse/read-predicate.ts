import { syntaxError } from '../sql-error.ts'
import type { SqlExpression, SqlQuery } from '../syntax.ts'
import type { LibraryNode } from './library.ts'
import type { Nodes } from './node.ts'

/** What predicates are read with. */
export interface PredicateReader {
  readonly nodes: Nodes
  readonly read: (node: unknown) => SqlExpression
  readonly readAll: (nodes: unknown) => SqlExpression[]
  readonly query: (node: unknown) => SqlQuery
  readonly operator: (name: string, args: readonly SqlExpression[]) => SqlExpression
}

/** Reads what is true or false beyond comparisons: IS, BETWEEN, IN, LIKE and their kin; undefined for other kinds of nodes. */
export function readPredicate(reader: PredicateReader, kind: string, fields: LibraryNode): SqlExpression | undefined {
  const { nodes, read, readAll, operator } = reader
  const negated = (e: SqlExpression): SqlExpression => (fields.not === true ? operator('not', [e]) : e)
  switch (kind) {
    case 'is_null': {
      const { this: of, not } = nodes.only(kind, fields, 'this', 'not')
      return operator(not === true ? 'isNotNull' : 'isNull', [read(of)])
    }
    case 'is_true':
    case 'is_false': {
      const { this: of } = nodes.only(kind, fields, 'this', 'not')
      const at = nodes.placeOf(of)
      const value = kind === 'is_true'
      const literal: SqlExpression = {
        kind: 'literal',
        node: { kind: 'literal', type: 'boolean', value },
        text: String(value),
        at,
      }
      return negated(operator('equalNullSafe', [read(of), literal]))
    }
    case 'between': {
      const { this: of, low, high } = nodes.only(kind, fields, 'this', 'low', 'high', 'not')
      return negated(
        operator(
          'between',
          [of, low, high].map(e => read(e)),
        ),
      )
    }
    case 'in': {
      const { this: of, expressions, query } = nodes.only(kind, fields, 'this', 'expressions', 'query', 'not')
      const value = read(of)
      if (query != null) {
        return negated({ kind: 'subquery', form: 'in', query: reader.query(query), value, at: value.at })
      }
      const list = readAll(expressions)
      if (list.length === 0) throw syntaxError("Syntax error at or near 'in': the list is empty.", value.at)
      return negated({ kind: 'in', value, list, at: value.at })
    }
    case 'like':
    case 'i_like': {
      const {
        left,
        right,
        escape: escaper,
        quantifier,
      } = nodes.only(kind, fields, 'left', 'right', 'escape', 'quantifier')
      const form = kind === 'like' ? 'like' : 'ilike'
      const value = read(left)
      const pattern = read(right)
      const patterns = quantifier != null && pattern.kind === 'tuple' ? pattern.items : [pattern]
      return {
        kind: 'like',
        form,
        value,
        quantifier: quantifier == null ? null : quantifier === 'ALL' ? 'all' : 'any',
        negated: false,
        patterns,
        escape: escaper == null ? null : read(escaper),
        at: value.at,
      }
    }
    case 'regexp_like': {
      const { this: of, pattern } = nodes.only(kind, fields, 'this', 'pattern')
      const value = read(of)
      const patterns = [read(pattern)]
      return {
        kind: 'like',
        form: 'rlike',
        value,
        quantifier: null,
        negated: false,
        patterns,
        escape: null,
        at: value.at,
      }
    }
    default:
      return undefined
  }
}
