import { createHash } from 'node:crypto'
import type { FileSystem } from '@millrace/engine'

/** Every file below a directory, by its path in it, with a digest of what it holds. */
export async function contentsOf(fs: FileSystem, directory: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const pending = [directory]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    for (const entry of await fs.list(path)) {
      if (entry.kind === 'directory') pending.push(entry.path)
      else {
        const digest = createHash('sha256')
          .update(await fs.read(entry.path))
          .digest('hex')
        found[entry.path.slice(directory.length + 1)] = `${entry.length} bytes ${digest.slice(0, 16)}`
      }
    }
  }
  return Object.fromEntries(Object.entries(found).sort())
}
