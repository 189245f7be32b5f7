import type { FileStatus, FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { byName } from '../file-order.ts'
import { ConnectionFailure, hdfsError } from './failure.ts'
import { checkPath } from './hdfs-path.ts'
import { HdfsRename } from './hdfs-rename.ts'
import { listing } from './listing.ts'
import { NameNodes } from './name-nodes.ts'
import { settingsOf, type WebHdfsOptions } from './options.ts'
import { isMissing, jsonOf, rawStatus, toFileStatus } from './raw-status.ts'
import { RemoteException } from './remote-exception.ts'
import { Transfer } from './transfer.ts'
import { Transport } from './transport.ts'

/** HDFS over WebHDFS or HttpFS. Errors carry the server's exception as their cause, a RemoteException. */
export interface WebHdfs extends FileSystem {
  /**
   * Adds bytes to the end of a file. Not repeatable: where the answer is lost, the error says that the bytes may or may not
   * have been added.
   */
  append(path: string, data: Uint8Array): Promise<void>
  /** Appends the blocks of `sources` to `path` and removes the sources; all lie in one directory. */
  concat(path: string, sources: readonly string[]): Promise<void>
  /** Cuts a file to `length` bytes; false when the last block is still being cut in the background. */
  truncate(path: string, length: number): Promise<boolean>
}

export const webHdfs = (options: WebHdfsOptions): WebHdfs => new WebHdfsFileSystem(options)

class WebHdfsFileSystem implements WebHdfs {
  readonly description: string
  readonly #nameNodes: NameNodes
  readonly #transport: Transport
  readonly #transfer: Transfer
  readonly #rename: HdfsRename
  readonly #replication: number | undefined

  constructor(options: WebHdfsOptions) {
    const settings = settingsOf(options)
    this.description = settings.nameNodes.map((url, i) => (i === 0 ? url : url.replace(/^https?:\/\//, ''))).join(',')
    this.#transport = new Transport(settings)
    this.#nameNodes = new NameNodes(settings, this.#transport)
    this.#transfer = new Transfer(settings, this.#nameNodes, this.#transport)
    this.#rename = new HdfsRename(this.#nameNodes)
    this.#replication = settings.replication
  }

  display(path: string): string {
    return this.description + encodeURI(path).replace(/[?#]/g, encodeURIComponent)
  }

  write(path: string, data: Uint8Array): Promise<void> {
    const params = { overwrite: true, replication: this.#replication }
    return this.#run('write', path, () =>
      this.#transfer.upload({ method: 'PUT', op: 'CREATE', path, params }, data, true),
    )
  }

  read(path: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array> {
    return this.#run('read', path, async () => {
      if (range?.length === 0) {
        await this.#requireFile(path)
        return new Uint8Array(0)
      }
      try {
        const answer = await this.#transfer.download({ method: 'GET', op: 'OPEN', path, params: { ...range } })
        if (!answer.sized) await this.#checkComplete(path, range, answer.body.length)
        return answer.body
      } catch (error) {
        // A range behind the end is a bare IOException.
        if (range === undefined || !(error instanceof RemoteException) || isMissing(error)) throw error
        if ((await this.#requireFile(path)) > range.offset) throw error
        return new Uint8Array(0)
      }
    })
  }

  status(path: string): Promise<FileStatus | null> {
    return this.#run('look at', path, async () => {
      const raw = await rawStatus(this.#nameNodes, path)
      return raw === null ? null : toFileStatus(raw, path)
    })
  }

  list(path: string): Promise<readonly FileStatus[]> {
    return this.#run('list', path, async () => {
      const entries = await listing(this.#nameNodes, path)
      if (entries.length === 1 && entries[0].pathSuffix === '') {
        throw new MillraceError('MILLRACE_FILE_SYSTEM', `Could not list ${this.display(path)}: it is a file.`)
      }
      const prefix = path.endsWith('/') ? path : `${path}/`
      return entries.map(entry => toFileStatus(entry, prefix + entry.pathSuffix)).sort(byName)
    })
  }

  mkdirs(path: string): Promise<void> {
    return this.#run('make the directory', path, async () => {
      await this.#nameNodes.retrying(() => this.#nameNodes.send({ method: 'PUT', op: 'MKDIRS', path }))
    })
  }

  rename(from: string, to: string, options: { readonly overwrite: boolean }): Promise<void> {
    return this.#run('rename', from, () => {
      checkPath(to)
      return this.#rename.rename(from, to, options.overwrite)
    })
  }

  delete(path: string, options: { readonly recursive?: boolean } = {}): Promise<boolean> {
    return this.#run('delete', path, () => {
      let unsure = false
      return this.#nameNodes.retrying(async () => {
        try {
          const params = { recursive: options.recursive ?? false }
          const answer = await this.#nameNodes.send({ method: 'DELETE', op: 'DELETE', path, params })
          // Nothing left to delete is what a delete looks like whose answer was lost.
          return jsonOf(answer).boolean === true || unsure
        } catch (error) {
          if (error instanceof ConnectionFailure && error.sent) unsure = true
          if (isMissing(error)) return unsure
          throw error
        }
      })
    })
  }

  append(path: string, data: Uint8Array): Promise<void> {
    return this.#run('append to', path, async () => {
      try {
        await this.#transfer.upload({ method: 'POST', op: 'APPEND', path }, data, false)
      } catch (error) {
        if (!(error instanceof ConnectionFailure) || !error.sent) throw error
        const message = `It is not known whether the data was appended to ${this.display(path)}: ${error.message}.`
        throw new MillraceError('MILLRACE_HDFS_UNREACHABLE', message, { cause: error, retryable: false })
      }
    })
  }

  concat(path: string, sources: readonly string[]): Promise<void> {
    return this.#run('concatenate onto', path, async () => {
      for (const source of sources) checkPath(source)
      let unsure = false
      await this.#nameNodes.retrying(async () => {
        // Sources vanish with a concat that was carried out.
        if (unsure && (await rawStatus(this.#nameNodes, sources[0])) === null) return
        try {
          await this.#nameNodes.send({ method: 'POST', op: 'CONCAT', path, params: { sources: sources.join(',') } })
        } catch (error) {
          if (error instanceof ConnectionFailure && error.sent) unsure = true
          throw error
        }
      })
    })
  }

  truncate(path: string, length: number): Promise<boolean> {
    return this.#run('truncate', path, async () => {
      const params = { newlength: length }
      const answer = await this.#nameNodes.retrying(() =>
        this.#nameNodes.send({ method: 'POST', op: 'TRUNCATE', path, params }),
      )
      return jsonOf(answer).boolean === true
    })
  }

  async close(): Promise<void> {
    this.#nameNodes.close()
    this.#transport.close()
  }

  async #run<T>(doing: string, path: string, operation: () => Promise<T>): Promise<T> {
    try {
      checkPath(path)
      return await operation()
    } catch (error) {
      throw hdfsError(error, doing, this.display(path))
    }
  }

  /** The length of an existing file. */
  async #requireFile(path: string): Promise<number> {
    const raw = await rawStatus(this.#nameNodes, path)
    if (raw?.type === 'FILE') return raw.length
    throw new MillraceError('MILLRACE_FILE_MISSING', `Could not read ${this.display(path)}: there is no such file.`)
  }

  async #checkComplete(path: string, range: { offset: number; length: number } | undefined, received: number) {
    const length = await this.#requireFile(path)
    const expected = range === undefined ? length : Math.min(range.length, Math.max(0, length - range.offset))
    if (received === expected) return
    const cause = new Error(`${received} of ${expected} bytes came`)
    throw new ConnectionFailure(this.description, true, cause)
  }
}
