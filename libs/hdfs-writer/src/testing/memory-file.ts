import type { FileSystem } from '@millrace/engine'

/** A file system of one file, which is read in ranges; it counts the bytes that were asked for. */
export function memoryFile(bytes: Uint8Array) {
  const file = { path: '/file.parquet', length: bytes.length, read: 0 }
  const fs = {
    display: (path: string) => path,
    read: async (_path: string, range = { offset: 0, length: bytes.length }) => {
      const part = bytes.subarray(range.offset, range.offset + range.length)
      file.read += part.length
      return part
    },
  } as unknown as FileSystem
  return { fs, file }
}
