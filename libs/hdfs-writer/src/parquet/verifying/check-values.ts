import { ParquetDamage } from '../reading/damage.ts'
import type { SchemaLeaf } from '../reading/schema-tree.ts'
import { scanDeltas } from './delta-scan.ts'
import { scanHybrid } from './hybrid-scan.ts'

const WIDTHS: Readonly<Record<string, number>> = { int32: 4, int64: 8, int96: 12, float: 4, double: 8 }

const widthOf = ({ physical, typeLength }: SchemaLeaf): number =>
  physical === 'fixed-length byte array' ? (typeLength ?? 0) : WIDTHS[physical]

/** Whether `page[from ...)` holds `count` values of an encoding and nothing more. @throws ParquetDamage */
export function checkValues(
  page: Uint8Array,
  from: number,
  encoding: string,
  count: number,
  leaf: SchemaLeaf,
  dictionarySize: number | null,
): void {
  const { physical } = leaf
  const expectType = (fits: boolean): void => {
    if (!fits) throw new ParquetDamage(`a page of ${physical} values has the encoding ${encoding}`)
  }
  switch (encoding) {
    case 'PLAIN':
      checkPlain(page, from, count, leaf)
      break
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      checkIndices(page, from, count, dictionarySize)
      break
    case 'RLE':
      expectType(physical === 'boolean')
      checkBooleans(page, from, count)
      break
    case 'DELTA_BINARY_PACKED':
      expectType(physical === 'int32' || physical === 'int64')
      scanDeltas(page, from, count)
      break
    case 'DELTA_LENGTH_BYTE_ARRAY':
      expectType(physical === 'byte array')
      checkDeltaLengths(page, from, count)
      break
    case 'DELTA_BYTE_ARRAY':
      expectType(physical.endsWith('byte array'))
      checkPrefixes(page, from, count)
      break
    case 'BYTE_STREAM_SPLIT':
      expectBytes(page, from, count * widthOf(leaf))
      break
    default:
      throw new ParquetDamage(`a page has the encoding ${encoding}, which is not known`)
  }
}

function checkPlain(page: Uint8Array, from: number, count: number, leaf: SchemaLeaf): void {
  if (leaf.physical !== 'byte array') {
    expectBytes(page, from, leaf.physical === 'boolean' ? Math.ceil(count / 8) : count * widthOf(leaf))
    return
  }
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  let at = from
  for (let i = 0; i < count; i++) {
    if (at + 4 > page.length) throw new ParquetDamage('a page ends too early')
    at += 4 + view.getUint32(at, true)
  }
  expectBytes(page, from, at - from)
}

function expectBytes(page: Uint8Array, from: number, bytes: number): void {
  const there = page.length - from
  if (there !== bytes) throw new ParquetDamage(`a page has ${there} bytes of values where ${bytes} were expected`)
}

function checkIndices(page: Uint8Array, from: number, count: number, size: number | null): void {
  if (size === null) throw new ParquetDamage('a page refers to a dictionary, and there is none')
  if (count === 0) return
  if (from >= page.length) throw new ParquetDamage('a page ends too early')
  const width = page[from]
  if (width > 32) throw new ParquetDamage(`a page has numbers of ${width} bits`)
  const { largest } = scanHybrid(page, from + 1, page.length, width, count, -1)
  if (largest >= size) throw new ParquetDamage(`a page refers to entry ${largest} of a dictionary of ${size}`)
}

function checkBooleans(page: Uint8Array, from: number, count: number): void {
  if (from + 4 > page.length) throw new ParquetDamage('a page ends too early')
  const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(from, true)
  const end = from + 4 + length
  if (end > page.length) throw new ParquetDamage('a page ends too early')
  scanHybrid(page, from + 4, end, 1, count, -1)
}

function checkDeltaLengths(page: Uint8Array, from: number, count: number): void {
  const { end, sum, least } = scanDeltas(page, from, count)
  if (least < 0) throw new ParquetDamage('a page has a negative length')
  expectBytes(page, end, sum)
}

/** Lengths of what values share with those before them, then the rest of each as DELTA_LENGTH_BYTE_ARRAY. */
function checkPrefixes(page: Uint8Array, from: number, count: number): void {
  const { end, least } = scanDeltas(page, from, count)
  if (least < 0) throw new ParquetDamage('a page has a negative length')
  checkDeltaLengths(page, end, count)
}
