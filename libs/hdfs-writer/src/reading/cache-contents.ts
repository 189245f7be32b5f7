import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { errnoOf } from '../local/local-error.ts'

interface CachedFile {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly used: number
}

/** The complete copies in a cache. */
export async function cachedFiles(directory: string): Promise<CachedFile[]> {
  const names = (await namesIn(directory)).filter(name => name.endsWith('.copy'))
  const found: (CachedFile | null)[] = []
  for (let i = 0; i < names.length; i += 64)
    found.push(...(await Promise.all(names.slice(i, i + 64).map(name => fileAt(join(directory, name))))))
  return found.filter(file => file !== null)
}

/** Another process may remove it at any time. */
async function fileAt(path: string): Promise<CachedFile | null> {
  try {
    const { size, mtimeMs } = await stat(path)
    return { path, size, used: mtimeMs }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/** What another machine's process left in a shared home is given up after this time. */
const DAY = 24 * 60 * 60 * 1000

/** Removes half-fetched files and folders of users that are no more: of processes that were killed. */
export async function removeLeftovers(directory: string): Promise<void> {
  const users = join(directory, 'users')
  const left = [
    ...(await namesIn(directory)).filter(name => name.endsWith('.part')).map(name => [directory, name]),
    ...(await namesIn(users)).map(name => [users, name]),
  ]
  for (const [folder, name] of left) {
    const path = join(folder, name)
    if (await isLeft(name, path)) await rm(path, { recursive: true, force: true })
  }
}

/** Names are `host-pid-random`, of half-fetched files between the name of the copy and `.part`. */
async function isLeft(name: string, path: string): Promise<boolean> {
  const [, host, pid] = /^(?:[0-9a-f]+\.copy\.)?(.+)-(\d+)-[0-9a-f]{8}(?:\.part)?$/.exec(name) ?? []
  if (host === hostname()) return !isRunning(Number(pid))
  const file = await fileAt(path)
  return file !== null && Date.now() - file.used > DAY
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
