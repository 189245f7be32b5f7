import { MillraceError } from '@millrace/errors'

/** Checks what HDFS would refuse with a less helpful answer. */
export function checkPath(path: string): void {
  if (!path.startsWith('/')) throw refused(path, 'it must start with /')
  for (const name of path.split('/')) {
    if (name.includes(':')) throw refused(path, `HDFS allows no colon in a name (${name})`)
    if (name === '.' || name === '..') throw refused(path, `HDFS allows no ${name} in a path`)
  }
}

const refused = (path: string, why: string) =>
  new MillraceError('MILLRACE_HDFS_REFUSED', `${path} cannot be a path in HDFS: ${why}.`)

/** Percent-encoded for a URL, slashes kept. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
