import type { ExpressionNode, WindowFrame } from '../../plan/expression-node.ts'
import { analysisError, type Place, unsupported } from '../sql-error.ts'
import type { SqlBound, SqlExpression, SqlFrame, SqlWindow } from '../syntax.ts'
import { call } from './make-node.ts'

/** The window with what it takes from the WINDOW clause. */
export function namedWindow(over: SqlWindow, windows: ReadonlyMap<string, SqlWindow>, at: Place | null): SqlWindow {
  if (over.name === null) return over
  const base = windows.get(over.name.toLowerCase())
  if (base === undefined) {
    throw analysisError(
      `[MISSING_WINDOW_SPECIFICATION] Window specification is not defined in the WINDOW clause for \`${over.name}\`.`,
      at,
    )
  }
  if (over.partitionBy.length + over.orderBy.length > 0 || over.frame !== null) {
    throw unsupported('A window that changes one of the WINDOW clause', at)
  }
  return namedWindow(base, windows, at)
}

/** A frame as plans have it. */
export function windowFrame(
  { unit, from, to }: SqlFrame,
  translate: (e: SqlExpression) => ExpressionNode,
): WindowFrame {
  return { unit, from: boundOf(from, translate), to: boundOf(to, translate) }
}

function boundOf(bound: SqlBound, translate: (e: SqlExpression) => ExpressionNode): ExpressionNode | null {
  if (bound.kind === 'unbounded') return null
  if (bound.kind === 'current') return { kind: 'literal', type: 'int32', value: 0 }
  const of = translate(bound.of)
  if (bound.kind === 'following') return of
  if (of.kind === 'literal' && typeof of.value === 'number') return { ...of, value: -of.value }
  return call('negative', of)
}
