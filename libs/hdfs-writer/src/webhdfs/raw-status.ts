import type { FileStatus } from '@millrace/engine'
import { nameOf } from './hdfs-path.ts'
import type { NameNodes } from './name-nodes.ts'
import { RemoteException } from './remote-exception.ts'
import type { HttpResponse } from './transport.ts'

/** HDFS's own FileStatus, as far as it is used. */
export interface RawStatus {
  readonly type: 'FILE' | 'DIRECTORY' | 'SYMLINK'
  readonly length: number
  readonly modificationTime: number
  readonly pathSuffix: string
  /** The inode's number, which a rename keeps. HttpFS does not tell it. */
  readonly fileId?: number
}

export const jsonOf = (response: HttpResponse) => JSON.parse(new TextDecoder().decode(response.body))

/** null when there is nothing at the path. */
export async function rawStatus(nameNodes: NameNodes, path: string): Promise<RawStatus | null> {
  try {
    const answer = await nameNodes.retrying(() => nameNodes.send({ method: 'GET', op: 'GETFILESTATUS', path }))
    return jsonOf(answer).FileStatus as RawStatus
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** True when both describe the same file, whatever it is called now. */
export function isSameFile(a: RawStatus | null, b: RawStatus | null): boolean {
  if (a === null || b === null || a.type !== b.type) return false
  if (a.fileId && b.fileId) return a.fileId === b.fileId
  return a.length === b.length && a.modificationTime === b.modificationTime
}

export function toFileStatus(raw: RawStatus, path: string): FileStatus {
  const directory = raw.type === 'DIRECTORY'
  return {
    path,
    name: nameOf(path),
    kind: directory ? 'directory' : 'file',
    length: directory ? 0 : raw.length,
    modified: raw.modificationTime,
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof RemoteException &&
  (error.exception === 'FileNotFoundException' || error.exception === 'ParentNotDirectoryException')
