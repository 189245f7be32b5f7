import type { Logger } from '@millrace/logging'
import type { OversizeLines } from '../quarantine/oversize-lines.ts'
import type { PositionBook } from './position-book.ts'

/** What both ways of reading (once, and following) are given. */
export interface Reading {
  /** Absolute paths, globs and directories; `-` is standard input. */
  readonly inputs: readonly string[]
  readonly book: PositionBook
  readonly oversize: OversizeLines
  readonly log: Logger
  readonly signal: AbortSignal
  readonly stats: ReadingStats
}

/** Counted while reading, for the progress display and the summary. */
export interface ReadingStats {
  /** Inputs of which lines were read. */
  files: number
  /** Bytes of the files as stored: read by earlier runs, read by this one, and in all (0 where that is not known). */
  rawBefore: number
  rawBytes: number
  rawTotal: number
  /** Bytes of the lines that this run read, decompressed: reading is ahead of what is acknowledged. */
  lineBytes: number
}

/** The input that means standard input. */
export const STANDARD_INPUT = '-'
