import { createHash, type Hash, hash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@millrace/engine/make-folder'
import { MillraceError } from '@millrace/errors'
import { FINGERPRINT_BYTES, fingerprint } from '../input/consumed.ts'
import { isSameFile } from '../input/position-book.ts'
import type { Origin } from '../input/source-lines.ts'
import { renameDurably, STAGED, writeDurably } from './durable-file.ts'
import { isStillThere, type RefusedLine, readRefusedLine } from './refused-line.ts'

/** Part of a line that is longer than the target takes, in its order. */
export interface OversizePart {
  readonly bytes: Uint8Array
  readonly terminator: number
  readonly first: boolean
  readonly last: boolean
}

interface Open {
  readonly origin: Origin
  readonly handle: FileHandle
  readonly staged: string
  readonly position: number
  length: number
  readonly digest: Hash
}

/**
 * Ingest's quarantine: lines longer than the target takes. Each goes, as it streams by, into a file of its own,
 * `<name>.line`, with `<name>.json` beside it (see RefusedLine). The name depends on what identifies a file wherever it is
 * moved, copied or compressed (its first bytes), on the position and on the line: a replay after a crash writes the same files
 * again. Equal lines of a second file with the same content, while the first is there, get `-2` added. Both files are durable
 * before the position behind the line is stored.
 */
export class OversizeLines {
  readonly directory: string
  readonly #limit: () => number
  readonly #onRefused: (line: RefusedLine) => void
  readonly #open = new Map<Origin, Open>()
  readonly #staged = new Set<string>()
  #streamPosition = 0
  count = 0

  /** `limit`: bytes of the longest line that is taken; asked for again and again, as a target's limit may be lowered. */
  constructor(directory: string, limit: () => number, onRefused: (line: RefusedLine) => void) {
    this.directory = directory
    this.#limit = limit
    this.#onRefused = onRefused
  }

  get maxLineBytes(): number {
    return this.#limit()
  }

  /** Takes a line part by part, each before the origin has consumed it. */
  async write(origin: Origin, part: OversizePart): Promise<void> {
    await this.#explained(async () => {
      const line = part.first ? await this.#start(origin, origin.consumed?.position ?? null) : this.#open.get(origin)
      if (line === undefined) throw new Error('part of a refused line without its beginning')
      this.#open.set(origin, line)
      await append(line, part.bytes.subarray(0, part.bytes.length - part.terminator))
      if (!part.last) return
      this.#open.delete(origin)
      await this.#finish(line)
    })
  }

  /** Takes a whole line, which lies at `position` of what the origin has consumed (null for a stream), without line feed. */
  async refuse(origin: Origin, position: number | null, text: Uint8Array): Promise<void> {
    await this.#explained(async () => {
      const line = await this.#start(origin, position)
      await append(line, text)
      await this.#finish(line)
    })
  }

  /** Unfinished lines are dropped: the next run reads them again from their beginning. */
  async close(): Promise<void> {
    for (const { handle, staged } of this.#open.values()) {
      await handle.close()
      await rm(staged, { force: true })
    }
    this.#open.clear()
  }

  async #start(origin: Origin, place: number | null): Promise<Open> {
    makeFolder(this.directory)
    const position = place ?? this.#streamPosition++
    const name = nameOf(contentOf(origin, position), position)
    let staged = ''
    for (let n = 1; staged === '' || this.#staged.has(staged); n++) {
      staged = join(this.directory, `${numbered(name, n)}${STAGED}`)
    }
    const handle = await open(staged, 'w')
    this.#staged.add(staged)
    return { origin, handle, staged, position, length: 0, digest: createHash('sha256') }
  }

  async #finish({ origin, handle, staged, position, length, digest }: Open): Promise<void> {
    await handle.sync()
    await handle.close()
    const isStream = origin.consumed === null
    const line: RefusedLine = {
      source: origin.path,
      device: isStream ? null : origin.device,
      inode: isStream ? null : origin.inode,
      position: isStream ? null : position,
      length,
      sha256: digest.digest('hex'),
      reason: `longer than ${this.maxLineBytes} bytes`,
    }
    const path = await this.#freePath(nameOf(`${contentOf(origin, position)}:${line.sha256}`, position), origin)
    await writeDurably(`${path}.json`, JSON.stringify(line, null, 2) + '\n')
    await renameDurably(staged, `${path}.line`)
    this.#staged.delete(staged)
    this.count++
    this.#onRefused(line)
  }

  /** The path for a line: that of its earlier copy, unless that one is the line of another file, which is still there. */
  async #freePath(name: string, origin: Origin): Promise<string> {
    for (let n = 1; ; n++) {
      const path = join(this.directory, numbered(name, n))
      const kept = await readRefusedLine(`${path}.json`)
      if (kept === null || kept.device === null || kept.inode === null) return path
      if (isSameFile(origin, { device: kept.device, inode: kept.inode }) || !(await isStillThere(kept))) return path
    }
  }

  async #explained(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw writeError(this.directory, error)
    }
  }
}

async function append(line: Open, text: Uint8Array): Promise<void> {
  await line.handle.writeFile(text)
  line.digest.update(text)
  line.length += text.length
}

/** What identifies a file at this position, as in FilePosition; a stream has nothing but its name. */
function contentOf({ consumed, path }: Origin, position: number): string {
  if (consumed === null) return `stream:${path}`
  return fingerprint(consumed.head().subarray(0, Math.min(position, FINGERPRINT_BYTES)))
}

const nameOf = (identity: string, position: number): string =>
  `${hash('sha256', `${identity}:${position}`, 'hex').slice(0, 16)}-${position}`

const numbered = (name: string, n: number): string => (n === 1 ? name : `${name}-${n}`)

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
