import type { FileStatus, FileSystem } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'

interface SinkFile {
  readonly path: string
  readonly size: number
  readonly modificationTime: number
  readonly action?: string
}

/**
 * The files of a table that a streaming sink keeps a log of (Spark's FileStreamSinkLog: `_spark_metadata/N`, every tenth
 * `N.compact` with all files before); null when it has none.
 */
export async function sinkLogFiles(fs: FileSystem, table: string): Promise<FileStatus[] | null> {
  const log = `${table}/_spark_metadata`
  const names = new Map<number, string>()
  for (const { name } of await fs.list(log)) {
    const found = /^(\d+)(?:\.compact)?$/.exec(name)
    if (found !== null) names.set(Number(found[1]), name)
  }
  if (names.size === 0) return null
  const last = Math.max(...names.keys())
  const compact = Math.max(-1, ...[...names].filter(([, name]) => name.endsWith('.compact')).map(([id]) => id))
  const files: FileStatus[] = []
  for (let id = Math.max(0, compact); id <= last; id++) {
    const name = names.get(id)
    if (name === undefined)
      throw new MillraceError(
        'MILLRACE_INPUT_DAMAGED',
        `The log of the table ${fs.display(table)} has no ${fs.display(`${log}/${id}`)}.`,
      )
    files.push(...entries(await fs.read(`${log}/${name}`), table))
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function entries(bytes: Uint8Array, table: string): FileStatus[] {
  const [, ...lines] = Buffer.from(bytes).toString().split('\n')
  const root = table.slice(table.lastIndexOf('/'))
  return lines
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as SinkFile)
    .filter(file => file.action !== 'delete')
    .map(({ path, size, modificationTime }) => {
      const plain = decodeURIComponent(path.replace(/^[a-z][\w+.-]*:\/\/[^/]*|^[a-z][\w+.-]*:/i, ''))
      // The table may have been moved, and its log knows where it was.
      const at = plain.startsWith(`${table}/`) ? table.length : plain.lastIndexOf(`${root}/`) + root.length
      const inTable = `${table}${plain.slice(at)}`
      const name = inTable.slice(inTable.lastIndexOf('/') + 1)
      return { path: inTable, name, kind: 'file', length: size, modified: modificationTime }
    })
}
