import type { NameNodes } from './name-nodes.ts'
import { isMissing, jsonOf, type RawStatus } from './raw-status.ts'
import { RemoteException } from './remote-exception.ts'

/**
 * The entries of a directory, a part at a time so that a large one does not hold the NameNode up; servers without
 * LISTSTATUS_BATCH (before Hadoop 3) are asked for the whole. Empty when there is no such directory; a file gives one entry
 * without a name.
 */
export async function listing(nameNodes: NameNodes, path: string): Promise<RawStatus[]> {
  try {
    return await listInParts(nameNodes, path)
  } catch (error) {
    if (isMissing(error)) return []
    if (!(error instanceof RemoteException) || !/IllegalArgument|UnsupportedOperation/.test(error.exception))
      throw error
  }
  try {
    const answer = await nameNodes.retrying(() => nameNodes.send({ method: 'GET', op: 'LISTSTATUS', path }))
    return jsonOf(answer).FileStatuses.FileStatus
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

async function listInParts(nameNodes: NameNodes, path: string): Promise<RawStatus[]> {
  const entries: RawStatus[] = []
  for (;;) {
    const startAfter = entries.at(-1)?.pathSuffix
    const answer = await nameNodes.retrying(() =>
      nameNodes.send({ method: 'GET', op: 'LISTSTATUS_BATCH', path, params: { startAfter } }),
    )
    const { partialListing, remainingEntries } = jsonOf(answer).DirectoryListing
    const part: RawStatus[] = partialListing.FileStatuses.FileStatus
    for (const entry of part) entries.push(entry)
    if (remainingEntries === 0 || part.length === 0) return entries
  }
}
