import { MillraceError } from '@millrace/errors'
import { type Place, placeOf, setPlace } from '../plan/place.ts'
import { childrenOf, type TypedExpression } from '../plan/typed-expression.ts'

/** Follows which expression generated code is computing. */
export class ErrorTrace {
  /** Number of the expression that is being computed; set by the code. */
  site = -1
  readonly #places: (Place | null)[] = []
  readonly #open: number[] = []

  /** The number of an expression whose code begins; an expression that is in no text has the place of the one around it. */
  enter(e: TypedExpression): number {
    const site = this.#places.push(placeOf(e) ?? this.#places[this.#open.at(-1) ?? -1] ?? null) - 1
    this.#open.push(site)
    return site
  }

  /** Ends the code of an expression; the number of the one around it. */
  leave(): number {
    this.#open.pop()
    return this.#open.at(-1) ?? -1
  }

  get place(): Place | null {
    return this.#places[this.site] ?? null
  }
}

const isPlaced = (e: TypedExpression): boolean => placeOf(e) !== null || childrenOf(e).some(isPlaced)

/**
 * The error of an expression with the place of the part that raised it: the expression is computed again, by code that `rerun`
 * makes with a trace.
 */
export function locatedError(error: unknown, e: TypedExpression, rerun: (trace: ErrorTrace) => void): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_ARITHMETIC') return error
  if (placeOf(error) !== null || !isPlaced(e)) return error
  const trace = new ErrorTrace()
  try {
    rerun(trace)
  } catch (again) {
    const place = trace.place
    if (again instanceof Error && again.message === error.message && place !== null)
      setPlace(error, placeOf(again) ?? place)
  }
  return error
}
