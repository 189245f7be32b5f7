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

/** Lets the first line of a file begin behind the byte order mark of UTF-8, where there is one: programs of Windows write it. */
export function skipByteOrderMark({ bytes, starts, ends, count }: LineBlock): void {
  const at = starts[0]
  if (count > 0 && ends[0] - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf)
    starts[0] = at + 3
}
