import type { ExpressionNode } from '../plan/expression-node.ts'
import type { Place } from './sql-error.ts'

/** Where the expressions of a plan stand in the text, for errors that analysis finds. */
export class Places {
  readonly #places = new WeakMap<object, Place>()

  set(node: ExpressionNode, place: Place): void {
    if (!this.#places.has(node)) this.#places.set(node, place)
  }

  of(node: object): Place | null {
    return this.#places.get(node) ?? null
  }
}
