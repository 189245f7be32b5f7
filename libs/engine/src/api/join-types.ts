import type { Nullable, Simplify } from './row-types.ts'

/** The joins of datasets. */
export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'leftSemi' | 'leftAnti'

/** The rows of a join: a side that may have no partner has nulls, and semi joins have the left side alone. */
export type JoinedRow<Left, Right, T extends JoinKind> = T extends 'leftSemi' | 'leftAnti'
  ? Left
  : Simplify<
      (T extends 'right' | 'full' ? Nullable<Left> : Left) & (T extends 'left' | 'full' ? Nullable<Right> : Right)
    >
