import { asMillraceError, type MillraceError } from '@millrace/errors'
import type { FileSystem } from '../../connector/file-system.ts'
import { readQueryId, readStartOffset, startOffsetPath } from '../checkpoint-files.ts'
import { identityPath, readIdentity } from '../identity.ts'
import { advice } from './advice.ts'
import { CheckpointView } from './checkpoint-view.ts'
import { readState } from './state-view.ts'

/** A file of a checkpoint that is damaged or missing, and what to do about it. */
export interface Problem {
  /** As people write it. */
  readonly path: string
  /** One sentence. */
  readonly problem: string
  /** True where the query cannot go on without it. */
  readonly needed: boolean
  readonly advice: string
}

export interface Verification {
  /** Files that were read. */
  readonly files: number
  /** The last committed batch, or -1; null where it cannot be found out. */
  readonly committed: number | null
  readonly problems: readonly Problem[]
}

/** Which batch a file belongs to, and what it is. */
export type LogKind = 'offsets' | 'commits' | 'state'

/**
 * Reads every file of a checkpoint and makes the states that it holds anew. Takes no lease and writes nothing; files that a running
 * query removes meanwhile are no problem.
 *
 * @throws MILLRACE_INPUT_MISSING: there is none of a checkpoint's folders, so this is none.
 */
export async function verifyCheckpoint(fs: FileSystem, path: string): Promise<Verification> {
  await expectCheckpoint(fs, path)
  const problems: Problem[] = []
  let files = 0
  const check = async (file: string, read: () => Promise<unknown>, told: () => { needed: boolean; advice: string }) => {
    files++
    const error = await failureOf(read)
    if (error === undefined || (await isGone(fs, file, error))) return true
    problems.push({ path: fs.display(file), problem: error.message, ...told() })
    return false
  }
  const isReadable =
    (await check(`${path}/metadata`, () => readId(fs, path), advice.metadata)) &&
    (await check(identityPath(path), () => readIdentity(fs, path), advice.identity))
  await check(startOffsetPath(path), () => readStartOffset(fs, path), advice.startOffset)
  if (!isReadable) return { files, committed: null, problems }

  const view = await CheckpointView.open(fs, path)
  const [planned, commits, versions] = [await view.offsets.ids(), await view.commits.ids(), await view.state.versions()]
  const committed = commits.at(-1) ?? -1
  for (const id of planned)
    await check(
      `${path}/offsets/${id}`,
      () => view.offsets.read(id),
      () => advice.offsets(id, committed),
    )
  for (const id of commits)
    await check(
      `${path}/commits/${id}`,
      () => view.commits.read(id),
      () => advice.commit(id, committed),
    )
  for (const id of missingBatches(planned, commits))
    problems.push({
      path: view.offsets.display(id),
      problem: `${view.offsets.display(id)} is missing, though batch ${id} is committed.`,
      ...advice.offsets(id, committed),
    })
  files += versions.length
  if (Object.keys(view.identity.state).length > 0) await checkStates(view, committed, problems)
  return { files, committed, problems }
}

async function expectCheckpoint(fs: FileSystem, path: string): Promise<void> {
  const folders = ['sources', 'offsets', 'commits', 'state']
  const there = await Promise.all(['metadata', ...folders].map(name => fs.status(`${path}/${name}`)))
  if (there.every(status => status === null)) await CheckpointView.open(fs, path)
}

/** The state after each batch of which there is a file: what is damaged is named once. */
async function checkStates(view: CheckpointView, committed: number, problems: Problem[]): Promise<void> {
  const versions = await view.state.versions()
  const ids = new Set(versions.map(version => version.batchId))
  if (committed >= 0) ids.add(committed)
  const told = new Set<string>()
  const needed = committed < 0 ? undefined : await failureOf(() => readState(view, committed))
  for (const id of [...ids].sort((a, b) => a - b)) {
    const error = await failureOf(() => readState(view, id))
    if (error === undefined || told.has(error.message)) continue
    // Before the first snapshot that is still there nothing can be made anew, and nothing has to.
    if (id < committed && versions.every(version => version.batchId >= id || version.kind === 'delta')) continue
    told.add(error.message)
    const isNeeded = needed?.message === error.message
    problems.push({
      path: stateFile(error) ?? view.state.display(),
      problem: error.message,
      ...advice.state(id, committed, isNeeded),
    })
  }
}

/** The path that an error of a state file begins with. */
const stateFile = ({ message }: MillraceError): string | undefined => /^State file (.+?): /.exec(message)?.[1]

async function readId(fs: FileSystem, path: string): Promise<void> {
  if ((await readQueryId(fs, path)) === undefined) await fs.read(`${path}/metadata`)
}

async function failureOf(read: () => Promise<unknown>): Promise<MillraceError | undefined> {
  try {
    await read()
    return undefined
  } catch (thrown) {
    const error = asMillraceError(thrown)
    if (error.retryable) throw error
    return error
  }
}

/** Logs are purged while a query runs; the files that never are do not go. */
const isGone = async (fs: FileSystem, file: string, error: MillraceError): Promise<boolean> =>
  /\/(offsets|commits)\/\d+$/.test(file) &&
  error.code === 'MILLRACE_CHECKPOINT_DAMAGED' &&
  (await fs.status(file)) === null

/** Committed batches from the oldest planned one on whose offsets are not there. */
function missingBatches(planned: readonly number[], commits: readonly number[]): number[] {
  const there = new Set(planned)
  return commits.filter(id => !there.has(id) && id >= (planned[0] ?? 0))
}
