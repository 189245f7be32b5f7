import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A plain WebHDFS reader over fetch, so that what is checked was not read by Millrace's own client. */
export class WebHdfsReader {
  readonly #nameNode: string

  /** @param nameNode `http://host:port` */
  constructor(nameNode: string) {
    this.#nameNode = nameNode
  }

  /** Names in a directory; none when it does not exist. */
  async list(path: string): Promise<{ name: string; directory: boolean }[]> {
    const response = await fetch(this.#url(path, 'LISTSTATUS'))
    if (response.status === 404) return []
    if (!response.ok) throw new Error(`LISTSTATUS ${path}: ${response.status} ${await response.text()}`)
    const { FileStatuses } = (await response.json()) as {
      FileStatuses: { FileStatus: { pathSuffix: string; type: string }[] }
    }
    return FileStatuses.FileStatus.map(file => ({ name: file.pathSuffix, directory: file.type === 'DIRECTORY' }))
  }

  /** Copies a directory and everything below it to a local folder. */
  async download(path: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    for (const { name, directory } of await this.list(path)) {
      if (directory) await this.download(`${path}/${name}`, join(folder, name))
      else await writeFile(join(folder, name), await this.#read(`${path}/${name}`))
    }
  }

  async #read(path: string): Promise<Uint8Array> {
    const response = await fetch(this.#url(path, 'OPEN'))
    if (!response.ok) throw new Error(`OPEN ${path}: ${response.status} ${await response.text()}`)
    return new Uint8Array(await response.arrayBuffer())
  }

  #url(path: string, operation: string): string {
    return `${this.#nameNode}/webhdfs/v1${encodeURI(path).replace(/=/g, '%3D')}?op=${operation}&user.name=test`
  }
}
