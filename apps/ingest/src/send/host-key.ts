import type { LineBlock } from '@millrace/log-parser'

const SPACE = 32

/** Longest key: a longer first word, which is no host name, is cut. */
export const MAX_KEY_BYTES = 255

/** Adds the key of each line, its first word (the host of a web log): lines of one host go to one partition, in order. */
export function hostKeys(block: LineBlock, keys: Uint8Array[]): void {
  for (let i = 0; i < block.count; i++) {
    const space = block.bytes.indexOf(SPACE, block.starts[i])
    const end = space < 0 ? block.ends[i] : Math.min(space, block.ends[i])
    const cut = Math.min(end, block.starts[i] + MAX_KEY_BYTES)
    keys.push(block.bytes.subarray(block.starts[i], cut))
  }
}
