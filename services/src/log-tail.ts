import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 16_384

/** The last `lines` lines of a log file, without stack frames; empty when there is none. */
export function logTail(path: string, lines = 5): string {
  return readEnd(path)
    .split('\n')
    .filter(line => line.trim() !== '' && !/^\s+at |^\s+\.\.\. \d+ more/.test(line))
    .slice(-lines)
    .join('\n')
}

/** True when the log ends with the complaint of a server that found its port taken. */
export const saysPortTaken = (path: string): boolean =>
  /Address already in use|BindException|Failed to bind|Port in use/i.test(readEnd(path))

function readEnd(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, TAIL_BYTES))
    const length = readSync(file, end, 0, end.length, size - end.length)
    return end.toString('utf8', 0, length)
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
