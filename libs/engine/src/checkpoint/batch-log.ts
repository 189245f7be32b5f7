import { isRetryable, MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import { createAtomic } from './create-atomic.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/**
 * A log with one small text file per batch, named by its number, as Spark's HDFSMetadataLog: the first line is the version, the
 * others belong to the caller. A file is created atomically and never overwritten, so creating it is also the fence against
 * a second engine.
 */
export class BatchLog {
  readonly #fs: FileSystem
  readonly #directory: string
  readonly #version: string
  /** Batches whose creation failed in a way that leaves open whether the file is there. */
  readonly #uncertain = new Set<number>()

  constructor(fs: FileSystem, directory: string, version = 'v1') {
    this.#fs = fs
    this.#directory = directory
    this.#version = version
  }

  /** Batch ids present, ascending. */
  async ids(): Promise<number[]> {
    const files = await this.#fs.list(this.#directory)
    return files
      .filter(f => f.kind === 'file' && /^\d+$/.test(f.name))
      .map(f => Number(f.name))
      .sort((a, b) => a - b)
  }

  /** The file of a batch, for messages. */
  display(batchId: number): string {
    return this.#fs.display(this.#path(batchId))
  }

  /** The lines after the version line; MILLRACE_CHECKPOINT_DAMAGED, with the path, when the file is missing or something else. */
  async read(batchId: number): Promise<string[]> {
    const shown = this.display(batchId)
    const bytes = await this.#fs.read(this.#path(batchId)).catch(error => {
      if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_FILE_MISSING') throw error
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `${shown} is missing: the checkpoint is damaged.`, {
        cause: error,
      })
    })
    let lines: string[]
    try {
      lines = decoder.decode(bytes).split('\n')
    } catch (cause) {
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `${shown} is not text: the checkpoint is damaged.`, {
        cause,
      })
    }
    if (lines[0] !== this.#version)
      throw new MillraceError(
        'MILLRACE_CHECKPOINT_DAMAGED',
        `${shown} starts with "${lines[0].slice(0, 40)}", not with the log version "${this.#version}": the checkpoint is damaged or was written by another program.`,
      )
    if (lines.length < 2)
      throw new MillraceError('MILLRACE_CHECKPOINT_DAMAGED', `${shown} is cut short: the checkpoint is damaged.`)
    return lines.slice(1)
  }

  /** Adds a batch; MILLRACE_CHECKPOINT_FENCED when it is there already. */
  async add(batchId: number, lines: readonly string[]): Promise<void> {
    const path = this.#path(batchId)
    const content = encoder.encode([this.#version, ...lines].join('\n'))
    try {
      if (await createAtomic(this.#fs, path, content)) return
    } catch (error) {
      if (isRetryable(error)) this.#uncertain.add(batchId)
      throw error
    }
    if (this.#uncertain.has(batchId) && Buffer.compare(content, await this.#fs.read(path)) === 0) return
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_FENCED',
      `${this.#fs.display(path)} was written by another engine: two engines work on the same checkpoint, and this one stops.`,
    )
  }

  /** Removes batches before `batchId`, and what a dead run left of creating them. */
  async purge(batchId: number): Promise<void> {
    for (const { name, path } of await this.#fs.list(this.#directory)) {
      const id = /^(?:(\d+)|\.(\d+)\..*\.tmp)$/.exec(name)
      if (id !== null && Number(id[1] ?? id[2]) < batchId) await this.#fs.delete(path)
    }
  }

  #path(batchId: number): string {
    return `${this.#directory}/${batchId}`
  }
}
