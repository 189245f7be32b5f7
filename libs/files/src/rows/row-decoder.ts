import {
  type Column,
  Dictionary,
  type HostValue,
  isFixedType,
  newFixedValues,
  type Schema,
  type TypeName,
} from '@millrace/columns'
import type { RecordDecoder } from '@millrace/engine'
import { columnOfHosts, parseText } from '@millrace/engine/values'
import { MillraceError } from '@millrace/errors'
import type { FileBlock } from './row-format.ts'

/** The rows of one block: `count` of them, and the columns of the file that are asked for. */
export interface BlockRows {
  readonly count: number
  readonly columns: Readonly<Record<string, Column>>
}

/** Reads the rows of a block; there are none, one or several pieces. */
export type BlockReader = (bytes: Uint8Array<ArrayBuffer>, block: FileBlock) => Iterable<BlockRows>

const NOTHING = new Uint8Array(0)
const NO_LINES = new Int32Array(0)

/** A decoder of blocks of files: what the reader finds in the file, and the columns in the names of its directories. */
export function rowDecoder(columns: readonly string[], partitions: Schema, read: BlockReader): RecordDecoder {
  const fromPath = partitions.filter(field => columns.includes(field.name))
  return {
    decode({ bytes, meta }, emit) {
      const block = meta as FileBlock
      const values = fromPath.map(({ name, type }) => ({ name, type, value: pathValue(block, name, type) }))
      for (const { count, columns: found } of read(bytes, block)) {
        if (count === 0) continue
        const constants = values.map(({ name, type, value }) => [name, constantColumn(type, value, count)] as const)
        const all: Readonly<Record<string, Column>> = { ...found, ...Object.fromEntries(constants) }
        emit({ bytes: NOTHING, starts: NO_LINES, ends: NO_LINES, count, columns: all })
      }
    },
  }
}

function pathValue({ file, partition }: FileBlock, name: string, type: TypeName): HostValue {
  const text = partition[name]
  if (text === undefined || text === null) return null
  if (type === 'string') return text
  const value = parseText(type, 'UTC')(text)
  if (value === undefined)
    throw new MillraceError(
      'MILLRACE_INPUT_DAMAGED',
      `${file} lies in a directory ${name}=${text}: expected a value of type ${type}.`,
    )
  return value
}

function constantColumn(type: TypeName, value: HostValue, length: number): Column {
  if (value === null || !(type === 'string' || isFixedType(type)))
    return columnOfHosts(type, new Array<HostValue>(length).fill(value))
  if (type === 'string') {
    const dictionary = new Dictionary(1)
    dictionary.internString(value as string)
    return { type, length, ids: new Int32Array(length), dictionary, nullCount: 0 }
  }
  const values = newFixedValues(type, length)
  values.fill(value as never)
  return { type, length, values, validity: null, nullCount: 0 }
}
