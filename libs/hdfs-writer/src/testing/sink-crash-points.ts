import { randomUUID } from 'node:crypto'
import type { AppendSink, Artefact, FileSystem, SinkContext } from '@millrace/engine'
import { expect } from 'vitest'
import { parquetSink } from '../sink/parquet-sink.ts'
import { type FailurePoint, failingFileSystem } from './failing-file-system.ts'
import { loggedFiles } from './logged-files.ts'
import { contentsOf } from './table-contents.ts'

/** The one whose log of files is a compaction. */
const BATCH = 9

/** The data files of a table, and those that its log names; the log has times, which differ. */
async function tableOf(fs: FileSystem, table: string) {
  const all = Object.entries(await contentsOf(fs, table))
  const logged = (await loggedFiles(fs, table)).map(path => path.slice(path.lastIndexOf('/dt=')))
  const left = all.filter(([name]) => name.endsWith('.inprogress'))
  return { files: Object.fromEntries(all.filter(([name]) => !/^[._]/.test(name))), logged, left }
}

/** One run of a query over some batches, in a fresh process. */
async function run(
  sink: AppendSink,
  context: SinkContext,
  batches: readonly (readonly [number, readonly Artefact[]])[],
) {
  await sink.open(context)
  for (const [batchId, artefacts] of batches) {
    const writer = await sink.begin(batchId)
    // A call under way would reach the table of the next process.
    const staged = await Promise.allSettled(artefacts.map(artefact => writer.stage(artefact)))
    for (const result of staged) if (result.status === 'rejected') throw result.reason
    await writer.commit()
  }
  await sink.close()
}

/**
 * Kills a writer at every single call to the file system, before and after the call's effect, starts another one that
 * replays the batch (`replayed` may differ from what the first made), and compares the table with one written undisturbed.
 * Returns the number of points.
 */
export async function everyCrashPoint(
  inner: FileSystem,
  under: string,
  made: readonly Artefact[],
  replayed: readonly Artefact[],
  { sparkMetadata = false }: { readonly sparkMetadata?: boolean } = {},
): Promise<number> {
  const queryId = randomUUID()
  const context = (newQuery: boolean): SinkContext => ({
    queryId,
    checkpoint: '/c',
    newQuery,
    pendingBatch: newQuery ? null : BATCH,
  })
  const earlier: readonly [number, readonly Artefact[]] = [BATCH - 1, made.slice(0, 1)]
  const writer = (fs: FileSystem, table: string) =>
    parquetSink({ fs, table, partitionBy: 'dt', uploads: 2, sparkMetadata })

  const calm = `${under}/${randomUUID()}/logs`
  const counting = failingFileSystem(inner, null)
  await run(writer(inner, calm), context(true), [earlier])
  await run(writer(counting.fs, calm), context(false), [[BATCH, made]])
  const expected = `${under}/${randomUUID()}/logs`
  await run(writer(inner, expected), context(true), [earlier, [BATCH, replayed]])
  const wanted = await tableOf(inner, expected)

  for (let call = 0; call < counting.calls(); call++) {
    for (const when of ['before', 'after'] satisfies FailurePoint['when'][]) {
      const home = `${under}/${randomUUID()}`
      const table = `${home}/logs`
      await run(writer(inner, table), context(true), [earlier])
      const failing = failingFileSystem(inner, { call, when })
      let crash: unknown
      await run(writer(failing.fs, table), context(false), [[BATCH, made]]).catch(error => {
        crash = error
      })
      // close() forgives a failure of its tidying up.
      if (crash !== undefined) {
        for (const path of Object.keys((await tableOf(inner, table)).files)) expect(path).toMatch(/\.parquet$/)
      }
      await run(writer(inner, table), context(false), [[BATCH, replayed]])
      const point = `${when} call ${call}`
      expect({ point, table: await tableOf(inner, table) }).toEqual({ point, table: wanted })
      expect({ point, left: (await inner.list(home)).map(f => f.name) }).toEqual({ point, left: ['logs'] })
      await inner.delete(home, { recursive: true })
    }
  }
  return counting.calls() * 2
}
