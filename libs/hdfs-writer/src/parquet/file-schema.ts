import { type Schema, type TypeName, typeParts } from '@millrace/columns'
import type { PhysicalType, Repetition } from './parquet-format.ts'

/** What a leaf's values mean beyond their physical type. */
export type Annotation =
  | 'none'
  | 'string'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | 'int8'
  | 'int16'
  | { readonly precision: number; readonly scale: number }

/** A column of values: where the tree of a schema ends. */
export interface Leaf {
  readonly kind: 'leaf'
  readonly name: string
  readonly repetition: Repetition
  readonly path: readonly string[]
  readonly physical: PhysicalType
  /** Bytes of a fixedLengthByteArray, else 0. */
  readonly width: number
  readonly annotation: Annotation
  /** Levels of a value that is there, and of an element that goes on with the innermost list. */
  readonly maxDefinition: number
  readonly maxRepetition: number
}

export interface Group {
  readonly kind: 'list' | 'map' | 'struct' | 'repeated'
  readonly name: string
  readonly repetition: Repetition
  readonly children: readonly Node[]
}

export type Node = Leaf | Group

interface Place {
  readonly path: readonly string[]
  readonly definition: number
  readonly repetition: number
}

/** The nodes of a file's columns, one each. Types are those that `storageType` gives. */
export const fileNodes = (schema: Schema): Node[] =>
  schema.map(field =>
    nodeOf(field.name, field.type, field.nullable ? 'optional' : 'required', {
      path: [],
      definition: 0,
      repetition: 0,
    }),
  )

/** The leaves of nodes, in the order of a file's column chunks. */
export const leavesOf = (nodes: readonly Node[]): Leaf[] =>
  nodes.flatMap(node => (node.kind === 'leaf' ? [node] : leavesOf(node.children)))

function nodeOf(name: string, type: TypeName, repetition: Repetition, around: Place): Node {
  const place: Place = {
    path: [...around.path, name],
    definition: around.definition + (repetition === 'required' ? 0 : 1),
    repetition: around.repetition + (repetition === 'repeated' ? 1 : 0),
  }
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list':
      return {
        kind: 'list',
        name,
        repetition,
        children: [repeated('list', place, inner => [nodeOf('element', parts.element, 'optional', inner)])],
      }
    case 'map':
      return {
        kind: 'map',
        name,
        repetition,
        children: [
          repeated('key_value', place, inner => [
            nodeOf('key', parts.key, 'required', inner),
            nodeOf('value', parts.value, 'optional', inner),
          ]),
        ],
      }
    case 'struct':
      return {
        kind: 'struct',
        name,
        repetition,
        children: parts.members.map(member => nodeOf(member.name, member.type, 'optional', place)),
      }
    default:
      return {
        kind: 'leaf',
        name,
        repetition,
        path: place.path,
        ...valueType(type),
        maxDefinition: place.definition,
        maxRepetition: place.repetition,
      }
  }
}

/** The group that is there once for each element of a list or entry of a map. */
function repeated(name: string, around: Place, children: (inner: Place) => Node[]): Group {
  const inner: Place = {
    path: [...around.path, name],
    definition: around.definition + 1,
    repetition: around.repetition + 1,
  }
  return { kind: 'repeated', name, repetition: 'repeated', children: children(inner) }
}

type ValueType = Pick<Leaf, 'physical' | 'width' | 'annotation'>

const VALUE_TYPES: Readonly<Record<string, readonly [PhysicalType, Annotation]>> = {
  boolean: ['boolean', 'none'],
  int8: ['int32', 'int8'],
  int16: ['int32', 'int16'],
  int32: ['int32', 'none'],
  int64: ['int64', 'none'],
  float: ['float', 'none'],
  double: ['double', 'none'],
  date: ['int32', 'date'],
  timestamp: ['int64', 'timestamp'],
  timestamp_ntz: ['int64', 'timestamp_ntz'],
  string: ['byteArray', 'string'],
  binary: ['byteArray', 'none'],
}

function valueType(type: TypeName): ValueType {
  const parts = typeParts(type)
  if (parts.kind === 'decimal') {
    const { precision, scale } = parts
    const physical = precision <= 9 ? 'int32' : precision <= 18 ? 'int64' : 'fixedLengthByteArray'
    return {
      physical,
      width: physical === 'fixedLengthByteArray' ? decimalWidth(precision) : 0,
      annotation: { precision, scale },
    }
  }
  const [physical, annotation] = VALUE_TYPES[type]
  return { physical, width: 0, annotation }
}

/** The fewest bytes that hold every number of `precision` digits and its sign. */
const decimalWidth = (precision: number): number => Math.ceil((precision * Math.log2(10) + 1) / 8)
