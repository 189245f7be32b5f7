/** A piece of a text: offsets of its first character and of the one after its last. */
export interface Place {
  readonly start: number
  readonly end: number
}

/**
 * The key under which an expression that was read from a text knows its place there. Copies of the expression keep it; JSON leaves it
 * out, so that plans of the same meaning stay equal.
 */
const PLACE: unique symbol = Symbol('place')

interface Placed {
  [PLACE]?: Place
}

/** Where the expression stands in the text that it was read from; null when it was not or nobody said. */
export const placeOf = (node: object): Place | null => (node as Placed)[PLACE] ?? null

/** Says where an expression stands, unless that is known. */
export function setPlace(node: object, place: Place): void {
  ;(node as Placed)[PLACE] ??= place
}
