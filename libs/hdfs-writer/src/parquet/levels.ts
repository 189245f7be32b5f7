import { bitWidth } from './bit-packing.ts'
import type { ByteBuffer } from './byte-buffer.ts'
import { writeHybrid, writeHybridRun } from './rle-hybrid.ts'

/** Appends the levels `from .. to` of a data page V1, after their length in bytes. */
export function writeLevels(out: ByteBuffer, levels: Int32Array, from: number, to: number, max: number): void {
  const at = out.length
  out.int32(0)
  writeHybrid(out, levels, from, to, bitWidth(max))
  out.setInt32(at, out.length - at - 4)
}

/** Appends the same level `count` times. */
export function writeSameLevel(out: ByteBuffer, level: number, count: number, max: number): void {
  const at = out.length
  out.int32(0)
  writeHybridRun(out, level, count, bitWidth(max))
  out.setInt32(at, out.length - at - 4)
}
