import type { JsonField } from './json-layout.ts'

/** Members of an object of which something is wanted. */
export class JsonNode {
  readonly key: Uint8Array
  readonly children: JsonNode[] = []
  /** Field that the value is, and the rank of this path among those of the field; -1 for none. */
  field = -1
  rank = 0

  constructor(key: string) {
    this.key = new TextEncoder().encode(key)
  }

  /** The child for the member whose name is this range, or null. */
  child(bytes: Uint8Array, start: number, end: number): JsonNode | null {
    for (const node of this.children) if (isKey(node.key, bytes, start, end)) return node
    return null
  }
}

function isKey(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== key.length) return false
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key[i]) return false
  return true
}

/** The wanted paths as a tree. */
export function jsonTree(fields: readonly JsonField[]): JsonNode {
  const root = new JsonNode('')
  fields.forEach(({ paths }, index) => {
    paths.forEach((path, rank) => {
      let node = root
      for (const name of path) {
        const bytes = new TextEncoder().encode(name)
        let next = node.child(bytes, 0, bytes.length)
        if (next === null) {
          next = new JsonNode(name)
          node.children.push(next)
        }
        node = next
      }
      if (node.field < 0) {
        node.field = index
        node.rank = rank
      }
    })
  })
  return root
}
