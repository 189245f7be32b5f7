import { crc32 } from 'node:zlib'
import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'

/** What changed in one batch, or everything. */
export type StateFileKind = 'delta' | 'snapshot'

export interface StateVersion {
  readonly batchId: number
  readonly kind: StateFileKind
  /** Size of the file, with its further parts. */
  readonly bytes: number
}

/** What one file holds: the bytes of each operator, and the watermark (milliseconds since 1970) that the batch ran with. */
export interface StateFile {
  readonly watermarkMs: number
  readonly operators: ReadonlyMap<string, Uint8Array>
  /** 0, or the number of a further part, which has no operators that ended before. */
  readonly part: number
}

/** What is written after a batch: the bytes of each operator in pieces, of which only some are in memory at once. */
export interface StateToWrite {
  readonly watermarkMs: number
  readonly operators: ReadonlyMap<string, Iterable<Uint8Array>>
}

const MAGIC = 'MILLSTA1'
const HEADER_AT = 16
/** `5.delta`, `5.snapshot`, `5.snapshot.1` ...: the first part's name, its batch, kind, and the number of a further part. */
const FILE_NAME = /^((\d+)\.(delta|snapshot))(?:\.(\d+))?$/

interface Header {
  readonly batchId: number
  readonly watermarkMs: number
  readonly operators: readonly { readonly name: string; readonly bytes: number }[]
  /** How many files there are, this one included; 1 where it is absent. */
  readonly parts?: number
}

interface Parsed extends StateFile {
  readonly parts: number
}

/**
 * The state of all operators after every batch, one file a batch: `<directory>/<batch>.delta` or `<batch>.snapshot`. A file is
 * `MILLSTA1`, length and CRC-32 of a JSON header (little-endian), the header padded to 8 bytes, and each operator's bytes, padded.
 * Operators with more than one piece go on in `<batch>.snapshot.1`, `.2` ..., which are there before the file without a number is.
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

  /** Writes the state after a batch; files of an earlier attempt at the same batch are replaced. Gives their size in bytes. */
  async write(batchId: number, kind: StateFileKind, { watermarkMs, operators }: StateToWrite): Promise<number> {
    const pieces = new Map([...operators].map(([name, all]) => [name, all[Symbol.iterator]()]))
    const first = nextPieces(pieces)
    let parts = 1
    let size = 0
    for (let next = nextPieces(pieces); next.size > 0; next = nextPieces(pieces)) {
      // No file of an earlier attempt may own what is written now.
      if (parts === 1) await this.#fs.delete(this.#path(batchId, kind))
      const file = encode({ batchId, watermarkMs }, next)
      await this.#fs.write(this.#path(batchId, kind, parts++), file)
      size += file.length
    }
    const file = encode({ batchId, watermarkMs, ...(parts > 1 ? { parts } : {}) }, first)
    const temporary = `${this.#directory}/.${batchId}.${kind}.tmp`
    await this.#fs.write(temporary, file)
    await this.#fs.rename(temporary, this.#path(batchId, kind), { overwrite: true })
    return size + file.length
  }

  /** The files present, ascending; of a batch its delta before its snapshot. */
  async versions(): Promise<StateVersion[]> {
    const versions: StateVersion[] = []
    const further = new Map<string, number>()
    for (const { name, length } of await this.#fs.list(this.#directory)) {
      const [, file, batchId, kind, part] = FILE_NAME.exec(name) ?? []
      if (part !== undefined) further.set(file, (further.get(file) ?? 0) + length)
      else if (file !== undefined)
        versions.push({ batchId: Number(batchId), kind: kind as StateFileKind, bytes: length })
    }
    return versions
      .map(v => ({ ...v, bytes: v.bytes + (further.get(`${v.batchId}.${v.kind}`) ?? 0) }))
      .sort((a, b) => a.batchId - b.batchId || (a.kind < b.kind ? -1 : 1))
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

  /**
   * Gives the content of a file, and of its further parts one after the other, to `use`; MILLRACE_CHECKPOINT_DAMAGED, with its path,
   * when it or `use` finds one damaged.
   */
  async read({ batchId, kind }: Pick<StateVersion, 'batchId' | 'kind'>, use: (file: StateFile) => void): Promise<void> {
    for (let part = 0, parts = 1; part < parts; part++) {
      const path = this.#path(batchId, kind, part)
      try {
        const file = parse(await this.#part(path, part), batchId, part)
        if (part === 0) parts = file.parts
        use(file)
      } catch (cause) {
        if (!(cause instanceof MillraceError) || cause.code !== 'MILLRACE_CHECKPOINT_DAMAGED') throw cause
        throw this.#damaged(path, cause.message, cause)
      }
    }
  }

  /** Removes what is not needed to go back to any batch from `oldest` on. */
  async purge(oldest: number): Promise<void> {
    const versions = await this.versions()
    const base = versions.findLast(version => version.kind === 'snapshot' && version.batchId <= oldest)
    if (base === undefined) return
    for (const { name, path } of await this.#fs.list(this.#directory)) {
      const [, , batchId] = FILE_NAME.exec(name) ?? []
      if (batchId !== undefined && Number(batchId) < base.batchId) await this.#fs.delete(path)
    }
  }

  /** The bytes of a file; of a further part MILLRACE_CHECKPOINT_DAMAGED where it is missing. */
  async #part(path: string, part: number): Promise<Uint8Array> {
    try {
      return await this.#fs.read(path)
    } catch (cause) {
      if (part === 0 || !(cause instanceof MillraceError) || cause.code !== 'MILLRACE_FILE_MISSING') throw cause
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', 'it is missing, though the state goes on in it', { cause })
    }
  }

  #path(batchId: number, kind: StateFileKind, part = 0): string {
    return `${this.#directory}/${batchId}.${kind}${part === 0 ? '' : `.${part}`}`
  }

  #damaged(path: string, what: string, cause?: unknown): MillraceError {
    return new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `State file ${this.#fs.display(path)}: ${what}.`, { cause })
  }
}

/** The next piece of every operator that has one. */
function nextPieces(pieces: ReadonlyMap<string, Iterator<Uint8Array>>): Map<string, Uint8Array> {
  const next = new Map<string, Uint8Array>()
  for (const [name, all] of pieces) {
    const { done, value } = all.next()
    if (done !== true) next.set(name, value)
  }
  return next
}

function encode(
  header: Omit<Header, 'operators'>,
  operators: ReadonlyMap<string, Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const listed = [...operators].map(([name, bytes]) => ({ name, bytes: bytes.length }))
  const json = Buffer.from(JSON.stringify({ ...header, operators: listed } satisfies Header))
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
  return new Uint8Array(file.buffer, file.byteOffset, size)
}

function parse(bytes: Uint8Array, batchId: number, part: number): Parsed {
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
  return { watermarkMs: header.watermarkMs, operators, part, parts: header.parts ?? 1 }
}

const padded = (length: number): number => (length + 7) & ~7
