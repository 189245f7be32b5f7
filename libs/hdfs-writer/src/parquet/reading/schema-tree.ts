import { ParquetDamage } from './damage.ts'
import { type LogicalType, logicalTypeOf } from './logical-type.ts'
import type { ThriftStruct } from './thrift-reader.ts'

export const PHYSICAL_TYPES = [
  'boolean',
  'int32',
  'int64',
  'int96',
  'float',
  'double',
  'byte array',
  'fixed-length byte array',
] as const
export type PhysicalTypeName = (typeof PHYSICAL_TYPES)[number]

const REPETITIONS = ['required', 'optional', 'repeated'] as const
type RepetitionName = (typeof REPETITIONS)[number]

/** A node of a file's schema. */
export interface SchemaNode {
  readonly name: string
  readonly repetition: RepetitionName
  readonly logical: LogicalType | null
  /** null for a group. */
  readonly physical: PhysicalTypeName | null
  /** Bytes of a value of fixed length. */
  readonly typeLength: number | null
  readonly children: readonly SchemaNode[]
}

/** A column with values, as pages see it. */
export interface SchemaLeaf extends SchemaNode {
  readonly path: readonly string[]
  readonly physical: PhysicalTypeName
  readonly maxDefinition: number
  readonly maxRepetition: number
}

const [TYPE, LENGTH, REPETITION, NAME, CHILDREN] = [1, 2, 3, 4, 5]
const MOST_DEPTH = 64

/** The children of the schema's root. */
export function schemaTree(elements: readonly ThriftStruct[]): readonly SchemaNode[] {
  let next = 0
  const read = (depth: number): SchemaNode => {
    const element = elements[next++]
    if (element === undefined) throw new ParquetDamage('its schema has too few elements')
    if (depth > MOST_DEPTH) throw new ParquetDamage('its schema is nested too deeply')
    const count = element.integer(CHILDREN, 0)
    const type = element.integer(TYPE, null)
    const physical = type === null ? null : PHYSICAL_TYPES[type]
    if (physical === undefined) throw new ParquetDamage(`its schema has the unknown physical type ${type}`)
    if (physical === null && count === 0 && depth > 0) throw new ParquetDamage('its schema has a column without a type')
    const repetition = REPETITIONS[element.integer(REPETITION, 0)]
    if (repetition === undefined) throw new ParquetDamage('its schema has an unknown repetition')
    const children: SchemaNode[] = []
    for (let i = 0; i < count; i++) children.push(read(depth + 1))
    return {
      name: element.text(NAME) ?? '',
      repetition,
      logical: logicalTypeOf(element),
      physical,
      typeLength: element.integer(LENGTH, null),
      children,
    }
  }
  const { children } = read(0)
  if (next !== elements.length) throw new ParquetDamage('its schema has too many elements')
  return children
}

/** The columns with values, in the order of a row group. */
export function schemaLeaves(nodes: readonly SchemaNode[]): readonly SchemaLeaf[] {
  const leaves: SchemaLeaf[] = []
  const visit = (node: SchemaNode, parents: readonly string[], definition: number, repetition: number): void => {
    const maxDefinition = definition + (node.repetition === 'required' ? 0 : 1)
    const maxRepetition = repetition + (node.repetition === 'repeated' ? 1 : 0)
    const path = [...parents, node.name]
    if (node.physical !== null) leaves.push({ ...node, physical: node.physical, path, maxDefinition, maxRepetition })
    for (const child of node.children) visit(child, path, maxDefinition, maxRepetition)
  }
  for (const node of nodes) visit(node, [], 0, 0)
  return leaves
}
