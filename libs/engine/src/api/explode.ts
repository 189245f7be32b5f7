import { MillraceError } from '@millrace/errors'
import type { ExpressionNode } from '../plan/expression-node.ts'
import type { Generate, LogicalPlan } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'
import { call } from './expr.ts'
import type { HostMap } from './host-type.ts'
import type { ArgumentType, ElementOf, KeyOf, Resolve } from './row-types.ts'
import type { Argument } from './scalar-functions.ts'

/** The name of a column for elements of a list, or the names of two for entries of a map. */
export type ExplodeNames = string | readonly [key: string, value: string]

/** What is exploded into columns of these names. */
export type Explodable<As> = As extends string ? readonly unknown[] | null : HostMap<unknown, unknown> | null

export interface ExplodeOptions<P extends string = string> {
  /** Rows without elements stay, with null. Default false. */
  readonly outer?: boolean
  /** Adds a column of this name with the place of the element, from 0. */
  readonly position?: P
}

/** The columns that are added. */
export type ExplodedRow<Row, A extends Argument, As, P extends string> = {
  readonly [K in P]: number | null
} & (As extends string
  ? { readonly [K in As]: Resolve<Row, ElementOf<ArgumentType<A>>> }
  : As extends readonly [infer K extends string, infer V extends string]
    ? { readonly [N in K]: Resolve<Row, KeyOf<ArgumentType<A>>> | null } & {
        readonly [N in V]: Resolve<Row, ElementOf<ArgumentType<A>>>
      }
    : unknown)

/** Rows of the input with those that a collection gives. MILLRACE_ANALYSIS for a name that the input has. */
export function explodeNode(
  input: LogicalPlan,
  collection: ExpressionNode,
  as: ExplodeNames,
  { outer = false, position }: ExplodeOptions,
): Generate {
  const names = [...(position === undefined ? [] : [position]), ...(typeof as === 'string' ? [as] : as)]
  const known = outputNames(input)
  const twice = names.find((name, i) => known.includes(name) || names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[COLUMN_ALREADY_EXISTS] explode() would add a column \`${twice}\`, which is there already: give another name.`,
    )
  const generator = call(position === undefined ? 'explode' : 'posexplode', collection)
  return { op: 'generate', input, generator, outer, names }
}
