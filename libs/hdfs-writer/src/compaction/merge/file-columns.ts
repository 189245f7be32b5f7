import type { Annotation, Leaf, Node } from '../../parquet/file-schema.ts'
import type { PhysicalType } from '../../parquet/parquet-format.ts'
import type { LogicalType } from '../../parquet/reading/logical-type.ts'
import type { PhysicalTypeName, SchemaNode } from '../../parquet/reading/schema-tree.ts'

/** Why files cannot be merged; the message is for the end of a sentence. */
export class NotMergeable extends Error {}

const PHYSICAL: Readonly<Record<PhysicalTypeName, PhysicalType | null>> = {
  boolean: 'boolean',
  int32: 'int32',
  int64: 'int64',
  int96: null,
  float: 'float',
  double: 'double',
  'byte array': 'byteArray',
  'fixed-length byte array': 'fixedLengthByteArray',
}

/** A column of a file's schema as the encoder has it. @throws NotMergeable for a type that Millrace does not write. */
export const columnNode = (column: SchemaNode): Node => nodeOf(column, { path: [], definition: 0, repetition: 0 })

interface Place {
  readonly path: readonly string[]
  readonly definition: number
  readonly repetition: number
}

function nodeOf(node: SchemaNode, around: Place): Node {
  const { name, repetition } = node
  const place: Place = {
    path: [...around.path, name],
    definition: around.definition + (repetition === 'required' ? 0 : 1),
    repetition: around.repetition + (repetition === 'repeated' ? 1 : 0),
  }
  if (node.physical === null) {
    const kind = repetition === 'repeated' ? 'repeated' : groupKind(node.logical)
    return { kind, name, repetition, children: node.children.map(child => nodeOf(child, place)) }
  }
  const physical = PHYSICAL[node.physical]
  if (physical === null) throw new NotMergeable(`its column ${place.path.join('.')} is of type ${node.physical}`)
  return {
    kind: 'leaf',
    name,
    repetition,
    path: place.path,
    physical,
    width: node.typeLength ?? 0,
    annotation: annotationOf(node.logical, place.path),
    maxDefinition: place.definition,
    maxRepetition: place.repetition,
  }
}

const groupKind = (logical: LogicalType | null): 'list' | 'map' | 'struct' =>
  logical?.kind === 'list' || logical?.kind === 'map' ? logical.kind : 'struct'

function annotationOf(logical: LogicalType | null, path: readonly string[]): Annotation {
  switch (logical?.kind) {
    case undefined:
      return 'none'
    case 'string':
    case 'date':
      return logical.kind
    case 'decimal':
      return { precision: logical.precision, scale: logical.scale }
    case 'timestamp':
      if (logical.unit === 'microseconds') return logical.utc ? 'timestamp' : 'timestamp_ntz'
      break
    case 'integer':
      if (logical.signed && logical.bits >= 32) return 'none'
      if (logical.signed) return logical.bits === 8 ? 'int8' : 'int16'
  }
  throw new NotMergeable(`its column ${path.join('.')} is of a type that Millrace does not write`)
}

/** Two columns of one name as one; null where they differ in more than whether they may be null. */
export function sameColumn(a: Node, b: Node): Node | null {
  if (shape(a) !== shape(b)) return null
  if (a.repetition === b.repetition) return a
  // Levels of nested columns would have to be counted anew.
  if (a.kind !== 'leaf') return null
  return a.repetition === 'optional' ? a : b
}

const shape = (node: Node): string =>
  JSON.stringify({ ...node, repetition: '', ...(node.kind === 'leaf' ? { maxDefinition: 0 } : {}) })

/** The column where some files do not have it: it may be null there. @throws NotMergeable where it cannot. */
export function optionalColumn(node: Node): Node {
  if (node.repetition === 'optional') return node
  if (node.kind !== 'leaf') throw new NotMergeable(`its nested column ${node.name} is not in all files`)
  return { ...node, repetition: 'optional', maxDefinition: node.maxDefinition + 1 } satisfies Leaf
}

/**
 * The columns of files together: those of the last file, and behind them what only earlier ones have. Null when the files have columns
 * of one name that are not the same.
 */
export function unionOfColumns(files: readonly (readonly Node[])[]): Node[] | null {
  const columns = new Map<string, Node>()
  const seen = new Map<string, number>()
  for (const nodes of [...files].reverse())
    for (const node of nodes) {
      const known = columns.get(node.name)
      const column = known === undefined ? node : sameColumn(known, node)
      if (column === null) return null
      columns.set(node.name, column)
      seen.set(node.name, (seen.get(node.name) ?? 0) + 1)
    }
  try {
    return [...columns.values()].map(node => (seen.get(node.name) === files.length ? node : optionalColumn(node)))
  } catch (error) {
    if (error instanceof NotMergeable) return null
    throw error
  }
}
