/**
 * Lines as ranges of one byte array: line i is `bytes[starts[i] .. ends[i])`, without its line terminator.
 * The arrays may be longer than `count`.
 */
export interface LineBlock {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly count: number
}
