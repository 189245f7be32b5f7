import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import type { Origin } from '../input/source-lines.ts'

/** Part of a line that is longer than the target takes, in its order. */
export interface OversizePart {
  readonly bytes: Uint8Array
  readonly terminator: number
  readonly first: boolean
  readonly last: boolean
}

/** What is said of a refused line. */
export interface RefusedLine {
  readonly path: string
  readonly position: number
  readonly length: number
}

interface Open {
  readonly handle: FileHandle
  readonly staged: string
  readonly position: number
  readonly start: Buffer
  length: number
  digest: Hash
}

const NAME_BYTES = 1024

/**
 * Ingest's quarantine: lines longer than the target takes. Each goes, as it streams by, into a file of its own,
 * `<name>.line`, with `<name>.json` beside it: source path, byte position in the source (decompressed), length without
 * terminator, SHA-256, reason. The name depends on the file's identity, the position and the line's first bytes, so that a
 * replay after a crash writes the same files again. Both files are durable before the position behind the line is stored.
 */
export class OversizeLines {
  readonly directory: string
  readonly maxLineBytes: number
  readonly #onRefused: (line: RefusedLine) => void
  readonly #open = new Map<Origin, Open>()
  #streamPosition = 0
  count = 0

  constructor(directory: string, maxLineBytes: number, onRefused: (line: RefusedLine) => void) {
    this.directory = directory
    this.maxLineBytes = maxLineBytes
    this.#onRefused = onRefused
  }

  async write(origin: Origin, part: OversizePart): Promise<void> {
    try {
      const line = part.first ? await this.#start(origin, part.bytes) : this.#open.get(origin)
      if (line === undefined) throw new Error('part of a refused line without its beginning')
      const text = part.bytes.subarray(0, part.bytes.length - part.terminator)
      await line.handle.writeFile(text)
      line.length += text.length
      line.digest.update(text)
      if (part.last) await this.#finish(origin, line)
    } catch (error) {
      throw writeError(this.directory, error)
    }
  }

  /** Removes nothing: an unfinished line is written again, under the same name, by the next run. */
  async close(): Promise<void> {
    for (const line of this.#open.values()) await line.handle.close()
    this.#open.clear()
  }

  async #start(origin: Origin, bytes: Uint8Array): Promise<Open> {
    await mkdir(this.directory, { recursive: true })
    const position = origin.consumed?.position ?? this.#streamPosition++
    const start = Buffer.from(bytes.subarray(0, NAME_BYTES))
    const staged = join(this.directory, `${this.#name(origin, position, start)}.inprogress`)
    const handle = await open(staged, 'w')
    const line = { handle, staged, position, start, length: 0, digest: createHash('sha256') }
    this.#open.set(origin, line)
    return line
  }

  #name(origin: Origin, position: number, start: Uint8Array): string {
    const identity = createHash('sha256').update(`${origin.device}:${origin.inode}:${position}:`).update(start)
    return `${identity.digest('hex').slice(0, 16)}-${position}`
  }

  async #finish(origin: Origin, line: Open): Promise<void> {
    await line.handle.sync()
    await line.handle.close()
    this.#open.delete(origin)
    const name = line.staged.slice(0, -'.inprogress'.length)
    const { position, length } = line
    const facts = {
      source: origin.path,
      position: origin.consumed === null ? null : position,
      length,
      sha256: line.digest.digest('hex'),
      reason: `longer than ${this.maxLineBytes} bytes`,
    }
    await writeDurably(`${name}.json`, JSON.stringify(facts, null, 2) + '\n')
    await rename(line.staged, `${name}.line`)
    await syncDirectory(this.directory)
    this.count++
    this.#onRefused({ path: origin.path, position, length })
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const staged = `${path}.inprogress`
  const handle = await open(staged, 'w')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(staged, path)
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory; there the rename alone has to do.
  const handle = await open(path, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function writeError(directory: string, error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  const message = full ? 'the disk is full' : error instanceof Error ? error.message : String(error)
  const text = `The quarantine ${directory} cannot be written: ${message}.`
  return new MillraceError(full ? 'MILLRACE_DISK_FULL' : 'MILLRACE_FILE_SYSTEM', text, {
    cause: error,
    retryable: false,
  })
}
