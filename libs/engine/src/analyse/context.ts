import { scalarFunction } from '../kernels/registry.ts'
import { rewrite, type TypedCast, type TypedExpression } from '../plan/typed-expression.ts'

/** What the meaning of expressions depends on besides their text: the session, and when the query runs. */
export interface AnalysisContext {
  /** IANA name or offset of the session's time zone. */
  readonly timeZone: string
  /** Microseconds since 1970 UTC that `current_timestamp` and its kin give throughout a query. */
  readonly now: bigint
}

/** A context; time zone UTC and this moment unless given. Make one for a whole query. */
export const analysisContext = ({ timeZone = 'UTC', now }: Partial<AnalysisContext> = {}): AnalysisContext => ({
  timeZone,
  now: now ?? BigInt(Date.now()) * 1000n,
})

/** Writes the session's time zone into the casts and calls that depend on it, and the moment of the query into its functions. */
export function applyContext(e: TypedExpression, context: AnalysisContext): TypedExpression {
  return rewrite(e, node => {
    if (node.kind === 'cast') {
      return node.timeZone === undefined && context.timeZone !== 'UTC' && zoned(node)
        ? { ...node, timeZone: context.timeZone }
        : node
    }
    if (node.kind !== 'call') return node
    const called = scalarFunction(node.name)
    if (called.constant !== undefined) return called.constant(context, node)
    return called.zoned === true && node.timeZone === undefined && context.timeZone !== 'UTC'
      ? { ...node, timeZone: context.timeZone }
      : node
  })
}

/** Instants become texts or wall clocks, or the other way round. */
const zoned = ({ type, arg }: TypedCast): boolean => /\btimestamp\b/.test(arg.type) || /\btimestamp\b/.test(type)
