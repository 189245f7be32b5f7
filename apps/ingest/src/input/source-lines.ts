import type { LineBlock } from '@millrace/log-parser'
import type { Consumed } from './consumed.ts'

/** What lines are read from: a file, or a stream such as standard input. */
export interface Origin {
  /** For messages: the path, or `standard input`. */
  readonly path: string
  /** What has been taken of it so far; null for a stream, which keeps no position. */
  readonly consumed: Consumed | null
  /** Id under which the position is stored; called once something was consumed. Null for a stream. */
  sourceId(): string | null
  /** The device and inode of a file, as decimal text. */
  readonly device: string
  readonly inode: string
}

/** Lines of one origin in their order, and the bytes that they cover, terminators included. */
export interface SourceLines {
  readonly origin: Origin
  readonly block: LineBlock
  /** The covered range of `block.bytes`; without lines it is (part of) a line that was refused. */
  readonly from: number
  readonly to: number
  /** False for a part of a refused line that is not its last: no position may be stored there. */
  readonly complete: boolean
}

/** The first `count` lines, and the rest. */
export function splitAfter(lines: SourceLines, count: number): [SourceLines, SourceLines] {
  const { block } = lines
  const at = block.starts[count]
  const head: LineBlock = {
    bytes: block.bytes,
    starts: block.starts.subarray(0, count),
    ends: block.ends.subarray(0, count),
    count,
  }
  const tail: LineBlock = {
    bytes: block.bytes,
    starts: block.starts.subarray(count, block.count),
    ends: block.ends.subarray(count, block.count),
    count: block.count - count,
  }
  return [
    { ...lines, block: head, to: at },
    { ...lines, block: tail, from: at },
  ]
}
