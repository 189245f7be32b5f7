import { MillraceError } from '@millrace/errors'
import { ConnectionFailure, isPassing } from './failure.ts'
import { nameOf, parentOf } from './hdfs-path.ts'
import type { NameNodes } from './name-nodes.ts'
import { isMissing, isSameFile, jsonOf, type RawStatus, rawStatus } from './raw-status.ts'
import { RemoteException } from './remote-exception.ts'

type Outcome = 'done' | 'exists' | 'no-parent-or-source'

/**
 * RENAME through `renameoptions` (NameNode only, atomic both ways), or through the plain boolean rename where the server is an
 * HttpFS, which ignores the options. A rename must not happen twice, so a lost answer is settled by looking for the source's
 * inode under the new name.
 */
export class HdfsRename {
  readonly #nameNodes: NameNodes
  /** Learned from an answer: only a server that ignores `renameoptions` answers with a boolean. */
  #plainOnly = false

  constructor(nameNodes: NameNodes) {
    this.#nameNodes = nameNodes
  }

  async rename(from: string, to: string, overwrite: boolean): Promise<void> {
    const source = await rawStatus(this.#nameNodes, from)
    if (source === null) throw missing(from)
    let outcome = await this.#attempt(from, to, overwrite, source)
    if (outcome === 'no-parent-or-source') {
      await this.#mkdirs(parentOf(to))
      outcome = await this.#attempt(from, to, overwrite, source)
    }
    if (outcome === 'exists') {
      throw new MillraceError('MILLRACE_FILE_EXISTS', `Could not rename ${from} to ${to}: the target exists already.`)
    }
    if (outcome === 'no-parent-or-source') throw missing(from)
  }

  async #attempt(from: string, to: string, overwrite: boolean, source: RawStatus): Promise<Outcome> {
    let unsure = false
    return this.#nameNodes.retrying(async () => {
      try {
        // A request whose answer was lost may have been carried out late, during the pause.
        const late = unsure ? await this.#settled(to, overwrite, source) : null
        return late ?? (await this.#send(from, to, overwrite, source))
      } catch (error) {
        const lost = error instanceof ConnectionFailure && error.sent
        unsure ||= lost
        if (!lost && (!(error instanceof RemoteException) || isPassing(error))) throw error
        const outcome = await this.#settled(to, overwrite, source)
        // Renaming a file to its own name.
        if (outcome === 'done' && !unsure) return 'exists'
        if (outcome !== null) return outcome
        if (isMissing(error)) return 'no-parent-or-source'
        throw error
      }
    })
  }

  /** What can be told from the file that now has the new name; null when the rename is still to do. */
  async #settled(to: string, overwrite: boolean, source: RawStatus): Promise<Outcome | null> {
    const target = await rawStatus(this.#nameNodes, to)
    if (isSameFile(target, source)) return 'done'
    return target !== null && !overwrite ? 'exists' : null
  }

  #send(from: string, to: string, overwrite: boolean, source: RawStatus): Promise<Outcome> {
    return this.#plainOnly
      ? this.#plainRename(from, to, overwrite, source)
      : this.#optionRename(from, to, overwrite, source)
  }

  async #optionRename(from: string, to: string, overwrite: boolean, source: RawStatus): Promise<Outcome> {
    const answer = await this.#nameNodes.send({
      method: 'PUT',
      op: 'RENAME',
      path: from,
      params: { destination: to, renameoptions: overwrite ? 'OVERWRITE' : 'NONE' },
    })
    if (answer.body.length === 0) return 'done'
    this.#plainOnly = true
    if (jsonOf(answer).boolean !== true) return this.#plainRename(from, to, overwrite, source)
    if (isSameFile(await rawStatus(this.#nameNodes, to), source)) return 'done'
    // The plain rename moves into a target that is a directory.
    await this.#sendPlain(`${to}/${nameOf(from)}`, from)
    return 'exists'
  }

  async #plainRename(from: string, to: string, overwrite: boolean, source: RawStatus): Promise<Outcome> {
    const target = await rawStatus(this.#nameNodes, to)
    if (target !== null) {
      if (!overwrite || target.type === 'DIRECTORY') return 'exists'
      await this.#nameNodes.send({ method: 'DELETE', op: 'DELETE', path: to })
    }
    if (await this.#sendPlain(from, to)) return 'done'
    const now = await rawStatus(this.#nameNodes, to)
    if (now === null) return 'no-parent-or-source'
    return isSameFile(now, source) ? 'done' : 'exists'
  }

  async #sendPlain(from: string, to: string): Promise<boolean> {
    const params = { destination: to }
    return jsonOf(await this.#nameNodes.send({ method: 'PUT', op: 'RENAME', path: from, params })).boolean === true
  }

  async #mkdirs(path: string): Promise<void> {
    await this.#nameNodes.retrying(() => this.#nameNodes.send({ method: 'PUT', op: 'MKDIRS', path }))
  }
}

const missing = (path: string) =>
  new MillraceError('MILLRACE_FILE_MISSING', `Could not rename ${path}: there is no such file.`)
