import { randomUUID } from 'node:crypto'
import type { AppendSink, Artefact, FileSystem, SinkContext } from '@millrace/engine'
import { expect } from 'vitest'
import { parquetSink } from '../sink/parquet-sink.ts'
import { type FailurePoint, failingFileSystem } from './failing-file-system.ts'
import { contentsOf } from './table-contents.ts'

/** One run of a query over some batches, in a fresh process. */
async function run(
  sink: AppendSink,
  context: SinkContext,
  batches: readonly (readonly [number, readonly Artefact[]])[],
) {
  await sink.open(context)
  for (const [batchId, artefacts] of batches) {
    const writer = await sink.begin(batchId)
    await Promise.all(artefacts.map(artefact => writer.stage(artefact)))
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
): Promise<number> {
  const queryId = randomUUID()
  const context = (newQuery: boolean): SinkContext => ({
    queryId,
    checkpoint: '/c',
    newQuery,
    pendingBatch: newQuery ? null : 1,
  })
  const earlier: readonly [number, readonly Artefact[]] = [0, made.slice(0, 1)]
  const writer = (fs: FileSystem, table: string) => parquetSink({ fs, table, partitionBy: 'dt', uploads: 2 })

  const calm = `${under}/${randomUUID()}/logs`
  const counting = failingFileSystem(inner, null)
  await run(writer(inner, calm), context(true), [earlier])
  await run(writer(counting.fs, calm), context(false), [[1, made]])
  const expected = `${under}/${randomUUID()}/logs`
  await run(writer(inner, expected), context(true), [earlier, [1, replayed]])
  const wanted = await contentsOf(inner, expected)

  for (let call = 0; call < counting.calls(); call++) {
    for (const when of ['before', 'after'] satisfies FailurePoint['when'][]) {
      const home = `${under}/${randomUUID()}`
      const table = `${home}/logs`
      await run(writer(inner, table), context(true), [earlier])
      const failing = failingFileSystem(inner, { call, when })
      let crash: unknown
      await run(writer(failing.fs, table), context(false), [[1, made]]).catch(error => {
        crash = error
      })
      // close() forgives a failure of its tidying up.
      if (crash !== undefined) {
        for (const path of Object.keys(await contentsOf(inner, table))) expect(path).toMatch(/\.parquet$/)
      }
      await run(writer(inner, table), context(false), [[1, replayed]])
      const point = `${when} call ${call}`
      expect({ point, table: await contentsOf(inner, table) }).toEqual({ point, table: wanted })
      expect({ point, left: (await inner.list(home)).map(f => f.name) }).toEqual({ point, left: ['logs'] })
      await inner.delete(home, { recursive: true })
    }
  }
  return counting.calls() * 2
}
