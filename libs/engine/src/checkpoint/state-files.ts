import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'

/** What changed in one batch, or everything. */
export type StateFileKind = 'delta' | 'snapshot'

export interface StateVersion {
  readonly batchId: number
  readonly kind: StateFileKind
  /** Size of the file. */
  readonly bytes: number
}

/** What one file holds: the bytes of each operator, and the watermark (milliseconds since 1970) that the batch ran with. */
export interface StateFile {
  readonly watermarkMs: number
  readonly operators: ReadonlyMap<string, Uint8Array>
}

const MAGIC = 'MILLSTA1'
const HEADER_AT = 16

interface Header {
  readonly batchId: number
  readonly watermarkMs: number
  readonly operators: readonly { readonly name: string; readonly bytes: number }[]
}

/**
 * The state of all operators after every batch, one file a batch: `<directory>/<batch>.delta` or `<batch>.snapshot`. A file is
 * `MILLSTA1`, length and CRC-32 of a JSON header (little-endian), the header padded to 8 bytes, and each operator's bytes, padded.
 */
export class StateFiles {
  readonly #fs: FileSystem
  readonly #directory: string

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs
    this.#directory = directory
  }

  /** The directory, for messages. */
  display(): string {
    return this.#fs.display(this.#directory)
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#fs.list(this.#directory)).length === 0
  }

  /** Writes the state after a batch; a file of an earlier attempt at the same batch is replaced. Gives its size in bytes. */
  async write(batchId: number, kind: StateFileKind, { watermarkMs, operators }: StateFile): Promise<number> {
    const header: Header = {
      batchId,
      watermarkMs,
      operators: [...operators].map(([name, bytes]) => ({ name, bytes: bytes.length })),
    }
    const json = Buffer.from(JSON.stringify(header))
    const size = [...operators.values()].reduce(
      (sum, { length }) => sum + padded(length),
      HEADER_AT + padded(json.length),
    )
    const file = Buffer.alloc(size)
    file.write(MAGIC, 'latin1')
    file.writeUInt32LE(json.length, 8)
    file.writeUInt32LE(crc32(json), 12)
    json.copy(file, HEADER_AT)
    let at = HEADER_AT + padded(json.length)
    for (const bytes of operators.values()) {
      file.set(bytes, at)
      at += padded(bytes.length)
    }
    const temporary = `${this.#directory}/.${batchId}.${kind}.tmp`
    await this.#fs.write(temporary, new Uint8Array(file.buffer, file.byteOffset, size))
    await this.#fs.rename(temporary, this.#path(batchId, kind), { overwrite: true })
    return size
  }

  /** The files present, ascending; of a batch its delta before its snapshot. */
  async versions(): Promise<StateVersion[]> {
    const versions: StateVersion[] = []
    for (const { name, length } of await this.#fs.list(this.#directory)) {
      const [, batchId, kind] = /^(\d+)\.(delta|snapshot)$/.exec(name) ?? []
      if (kind !== undefined) versions.push({ batchId: Number(batchId), kind: kind as StateFileKind, bytes: length })
    }
    return versions.sort((a, b) => a.batchId - b.batchId || (a.kind < b.kind ? -1 : 1))
  }

  /**
   * The files that together are the state after a batch: the newest snapshot that is not newer, and the deltas since.
   * MILLRACE_CHECKPOINT_DAMAGED, with its path, when one is missing.
   */
  async chain(batchId: number): Promise<StateVersion[]> {
    const versions = (await this.versions()).filter(version => version.batchId <= batchId)
    const from = versions.findLastIndex(version => version.kind === 'snapshot')
    const chain = from < 0 ? [] : [versions[from], ...versions.slice(from + 1).filter(v => v.kind === 'delta')]
    for (let i = 0; ; i++) {
      const expected = from < 0 ? batchId : versions[from].batchId + i
      if (chain.length > 0 && expected > batchId) return chain
      if (chain[i]?.batchId === expected) continue
      const path = this.#path(expected, from < 0 ? 'snapshot' : 'delta')
      throw this.#damaged(path, 'it is missing, though the batch is committed: the checkpoint is damaged')
    }
  }

  /** Gives the content of a file to `use`; MILLRACE_CHECKPOINT_DAMAGED, with its path, when it or `use` finds it damaged. */
  async read({ batchId, kind }: Pick<StateVersion, 'batchId' | 'kind'>, use: (file: StateFile) => void): Promise<void> {
    const path = this.#path(batchId, kind)
    try {
      use(parse(await this.#fs.read(path), batchId))
    } catch (cause) {
      if (!(cause instanceof MillraceError) || cause.code !== 'MILLRACE_CHECKPOINT_DAMAGED') throw cause
      throw this.#damaged(path, cause.message, cause)
    }
  }

  /** Removes what is not needed to go back to any batch from `oldest` on. */
  async purge(oldest: number): Promise<void> {
    const versions = await this.versions()
    const base = versions.findLast(version => version.kind === 'snapshot' && version.batchId <= oldest)
    for (const { batchId, kind } of versions)
      if (base !== undefined && batchId < base.batchId) await this.#fs.delete(this.#path(batchId, kind))
  }

  #path(batchId: number, kind: StateFileKind): string {
    return `${this.#directory}/${batchId}.${kind}`
  }

  #damaged(path: string, what: string, cause?: unknown): MillraceError {
    return new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `State file ${this.#fs.display(path)}: ${what}.`, { cause })
  }
}

function parse(bytes: Uint8Array, batchId: number): StateFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const damaged = (what: string) => new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', what)
  if (file.length < HEADER_AT || file.toString('latin1', 0, 8) !== MAGIC)
    throw damaged('it does not begin as a state file does')
  const end = HEADER_AT + file.readUInt32LE(8)
  const json = file.subarray(HEADER_AT, end)
  if (file.readUInt32LE(12) !== crc32(json)) throw damaged('the checksum of its header is wrong')
  const header = JSON.parse(json.toString()) as Header
  if (header.batchId !== batchId) throw damaged(`it is of batch ${header.batchId}`)
  const operators = new Map<string, Uint8Array>()
  let at = HEADER_AT + padded(json.length)
  for (const { name, bytes: length } of header.operators) {
    if (at + length > file.length) throw damaged('it is cut short')
    operators.set(name, new Uint8Array(bytes.buffer, bytes.byteOffset + at, length))
    at += padded(length)
  }
  return { watermarkMs: header.watermarkMs, operators }
}

const padded = (length: number): number => (length + 7) & ~7
