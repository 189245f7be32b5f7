import type { CodeSet } from './code-set.ts'

/** Places between characters; the names with `unix` know no line terminator but \n. */
export type Anchor =
  | 'start'
  | 'end'
  | 'endOrTerminator'
  | 'unixEndOrTerminator'
  | 'lineStart'
  | 'unixLineStart'
  | 'lineEnd'
  | 'unixLineEnd'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'unicodeWordBoundary'
  | 'notUnicodeWordBoundary'
  | 'lastMatch'

/** A regular expression taken apart. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodeSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'alternatives'; readonly parts: readonly RegexNode[] }
  | RepeatNode
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly body: RegexNode }
  | { readonly kind: 'backreference'; readonly index: number; readonly fold: 'none' | 'ascii' | 'unicode' }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }

export interface RepeatNode {
  readonly kind: 'repeat'
  readonly body: RegexNode
  readonly min: number
  readonly max: number
  readonly greedy: boolean
}

export const EMPTY: RegexNode = { kind: 'sequence', parts: [] }

/** The fewest and most UTF-16 units that a node matches; a backreference may match any number. */
export function widths(node: RegexNode): readonly [min: number, max: number] {
  switch (node.kind) {
    case 'set': {
      const { ranges } = node.set
      return [(ranges[0] ?? 0) > 0xffff ? 2 : 1, (ranges.at(-1) ?? 0) > 0xffff ? 2 : 1]
    }
    case 'sequence': {
      const parts = node.parts.map(widths)
      return [parts.reduce((n, [min]) => n + min, 0), parts.reduce((n, [, max]) => n + max, 0)]
    }
    case 'alternatives': {
      const parts = node.parts.map(widths)
      return [Math.min(...parts.map(p => p[0])), Math.max(...parts.map(p => p[1]))]
    }
    case 'repeat': {
      const [min, max] = widths(node.body)
      return [min * node.min, max === 0 || node.max === 0 ? 0 : max * node.max]
    }
    case 'group':
    case 'atomic':
      return widths(node.body)
    case 'look':
    case 'anchor':
      return [0, 0]
    case 'backreference':
      return [0, Infinity]
  }
}
