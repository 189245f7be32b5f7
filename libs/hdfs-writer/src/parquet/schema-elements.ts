import type { Annotation, Leaf, Node } from './file-schema.ts'
import { CONVERTED, PHYSICAL, REPETITION } from './parquet-format.ts'
import { type CompactWriter, STRUCT } from './thrift-compact.ts'

const FILE_SCHEMA = 2
const ELEMENT = {
  type: 1,
  typeLength: 2,
  repetition: 3,
  name: 4,
  children: 5,
  converted: 6,
  scale: 7,
  precision: 8,
  logical: 10,
}
/** Members of the union LogicalType. */
const LOGICAL = { string: 1, map: 2, list: 3, decimal: 5, date: 6, timestamp: 8, integer: 10 }
const TIME_UNIT_MICROS = 2

/** The field `schema` of a file's footer: the tree's nodes in depth-first order, the root first. */
export function writeSchema(writer: CompactWriter, nodes: readonly Node[]): void {
  writer.list(FILE_SCHEMA, STRUCT, 1 + nodes.reduce((sum, node) => sum + countNodes(node), 0))
  writer.beginItem()
  writer.string(ELEMENT.name, 'schema')
  writer.i32(ELEMENT.children, nodes.length)
  writer.end()
  for (const node of nodes) writeNode(writer, node)
}

const countNodes = (node: Node): number =>
  node.kind === 'leaf' ? 1 : node.children.reduce((sum, child) => sum + countNodes(child), 1)

function writeNode(writer: CompactWriter, node: Node): void {
  writer.beginItem()
  if (node.kind === 'leaf') {
    writer.i32(ELEMENT.type, PHYSICAL[node.physical])
    if (node.width > 0) writer.i32(ELEMENT.typeLength, node.width)
  }
  writer.i32(ELEMENT.repetition, REPETITION[node.repetition])
  writer.string(ELEMENT.name, node.name)
  if (node.kind === 'leaf') writeAnnotation(writer, node)
  else {
    writer.i32(ELEMENT.children, node.children.length)
    if (node.kind === 'list' || node.kind === 'map') {
      writer.i32(ELEMENT.converted, CONVERTED[node.kind])
      writer.begin(ELEMENT.logical)
      writer.empty(LOGICAL[node.kind])
      writer.end()
    }
  }
  writer.end()
  if (node.kind !== 'leaf') for (const child of node.children) writeNode(writer, child)
}

function writeAnnotation(writer: CompactWriter, { annotation }: Leaf): void {
  if (annotation === 'none') return
  const converted = convertedType(annotation)
  if (converted !== undefined) writer.i32(ELEMENT.converted, converted)
  if (typeof annotation === 'object') {
    writer.i32(ELEMENT.scale, annotation.scale)
    writer.i32(ELEMENT.precision, annotation.precision)
  }
  writer.begin(ELEMENT.logical)
  writeLogical(writer, annotation)
  writer.end()
}

/** The older annotation; there is none for times without zone. */
function convertedType(annotation: Exclude<Annotation, 'none'>): number | undefined {
  if (typeof annotation === 'object') return CONVERTED.decimal
  switch (annotation) {
    case 'string':
      return CONVERTED.utf8
    case 'timestamp':
      return CONVERTED.timestampMicros
    case 'timestamp_ntz':
      return undefined
    default:
      return CONVERTED[annotation]
  }
}

function writeLogical(writer: CompactWriter, annotation: Exclude<Annotation, 'none'>): void {
  if (typeof annotation === 'object') {
    writer.begin(LOGICAL.decimal)
    writer.i32(1, annotation.scale)
    writer.i32(2, annotation.precision)
    writer.end()
    return
  }
  switch (annotation) {
    case 'string':
    case 'date':
      writer.empty(LOGICAL[annotation])
      break
    case 'timestamp':
    case 'timestamp_ntz':
      writer.begin(LOGICAL.timestamp)
      writer.boolean(1, annotation === 'timestamp')
      writer.begin(2)
      writer.empty(TIME_UNIT_MICROS)
      writer.end()
      writer.end()
      break
    default:
      writer.begin(LOGICAL.integer)
      writer.byte(1, annotation === 'int8' ? 8 : 16)
      writer.boolean(2, true)
      writer.end()
  }
}
