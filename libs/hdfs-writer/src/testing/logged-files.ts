import { fileURLToPath } from 'node:url'
import type { FileSystem } from '@millrace/engine'

/** The files that a table's log names, read as Spark's FileStreamSinkLog does: from the last compaction on, no batch left out. */
export async function loggedFiles(fs: FileSystem, table: string): Promise<string[]> {
  const names = (await fs.list(`${table}/_spark_metadata`)).map(file => file.name).filter(name => /^\d/.test(name))
  const last = Math.max(-1, ...names.map(name => Number.parseInt(name, 10)))
  const first = Math.max(0, Math.floor((last + 1) / 10) * 10 - 1)
  const files: string[] = []
  for (let id = first; id <= last; id++) {
    const name = (id + 1) % 10 === 0 ? `${id}.compact` : `${id}`
    const [version, ...lines] = Buffer.from(await fs.read(`${table}/_spark_metadata/${name}`))
      .toString()
      .split('\n')
    if (version !== 'v1') throw new Error(`${name} begins with ${version}.`)
    for (const line of lines) {
      const { path } = JSON.parse(line) as { path: string }
      files.push(path.startsWith('file:') ? fileURLToPath(path) : decodeURIComponent(path))
    }
  }
  return files
}
