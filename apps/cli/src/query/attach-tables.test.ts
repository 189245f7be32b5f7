import { join } from 'node:path'
import type { FileSystem } from '@millrace/engine'
import { FileCache } from '@millrace/hdfs-writer/reading'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storedFiles } from '../stored-files.ts'
import { temporaryFolder } from '../testing/millrace-process.ts'
import { parquetOf, writeFiles } from '../testing/parquet-files.ts'
import { type AttachedFile, attachTables } from './attach-tables.ts'
import { type DuckDBSession, openDuckDB } from './duckdb-session.ts'
import { localFiles } from './local-files.ts'

let session: DuckDBSession
beforeAll(async () => {
  session = await openDuckDB()
})
afterAll(() => session.close())

/** The local disk as if it were far away. */
const remote: FileSystem = Object.assign(Object.create(localFiles), {
  description: 'far:',
  display: (path: string) => path,
  read: (path: string, range?: { offset: number; length: number }) => localFiles.read(path, range),
  status: (path: string) => localFiles.status(path),
  list: (path: string) => localFiles.list(path),
})

/** A table by day and by host, a null host among them; its first day has an own column. */
async function given() {
  const folder = temporaryFolder()
  const rows = (n: number) => parquetOf(`select range as id, range % 3 as kind from range(${n})`)
  writeFiles(join(folder, 'logs'), {
    'dt=2026-01-01/host=a/x.parquet': await parquetOf('select 1::bigint as id, 1::bigint as kind, 5 as early'),
    'dt=2026-01-01/host=b/x.parquet': await rows(2),
    'dt=2026-01-02/host=a%20b/x.parquet': await rows(4),
    'dt=2026-01-02/host=__HIVE_DEFAULT_PARTITION__/x.parquet': await rows(8),
    'dt=2026-01-02/host=__HIVE_DEFAULT_PARTITION__/y.parquet': await rows(16),
  })
  const { reading: fs, files } = await storedFiles(remote, join(folder, 'logs'))
  const answer = async (script: string, far: boolean) => {
    const cache = await FileCache.open({ directory: join(folder, 'cache'), limit: 1e6 })
    const attached: AttachedFile[] = []
    try {
      const table = { view: '"logs"', display: 'logs', fs: far ? fs : localFiles, files }
      await attachTables(session, [table], script, { openCache: async () => cache, choose: null, attached })
      return { rows: await session.rows(script), files: attached.length }
    } finally {
      await cache.close()
    }
  }
  return { answer }
}

test.each([
  ["select sum(id) from logs where dt = '2026-01-01'", 2],
  ["select count(*) from logs where dt = '2026-01-01'", 2],
  ["select count(*), max(early) from logs where dt > date '2026-01-01'", 3],
  ["select count(*) from logs where dt between '2026-01-02' and '2026-02-01' and host = 'a b'", 1],
  ['select count(*) from logs where host is null', 2],
  ["select count(*) from logs where dt in ('2025-12-31', '2026-01-01') and host <> 'b'", 1],
  ["select count(*) from logs where strftime(dt, '%d') = '02' and id > 2", 3],
  [
    "with old as (from logs where dt = '2026-01-01') select (select count(*) from old where host = 'a'), (select count(*) from old where host = 'b')",
    2,
  ],
  ["select (select count(*) from logs where host = 'a'), count(*) from logs where dt = '2026-01-02'", 4],
  ["select count(*) from logs l join logs r using (id) where l.host = 'a' and r.host = 'b'", 2],
  ["select (select count(*) from logs), sum(id) from logs where host = 'a'", 5],
  ["select count(*) from logs where dt = '2026-01-01' or id = 3", 5],
  ['select count(*) from logs', 5],
  ['select max(dt), min(host) from logs', 5],
  ["select count(*) from logs where dt = '2030-01-01'", 0],
  ['select count(*) from logs where false', 0],
  ["select count(*) from logs where dt = '2026-01-01' and host <> 'x)\n(y'", 5],
  ["select dt, count(*) from logs group by dt having dt = '2026-01-01' order by 1", 2],
  [
    "select * from (select dt, host, id, row_number() over (partition by dt order by id, host) n from logs) where dt = '2026-01-01' order by all",
    2,
  ],
])('%s: takes %i files, and answers as all do', async (script, files) => {
  const { answer } = await given()
  const far = await answer(script, true)
  expect(far.rows).toEqual((await answer(script, false)).rows)
  expect(far.files).toBe(files)
})

test('directories above a table are no columns of it', async () => {
  const above = join(temporaryFolder(), 'host=web1', 'logs')
  const row = await parquetOf("select 1 as id, 'own' as host")
  writeFiles(above, { 'plain/x.parquet': row, 'days/dt=2026-01-01/x.parquet': row })
  for (const [name, columns] of [
    ['plain', ['id', 'host']],
    ['days', ['id', 'host', 'dt']],
  ] as const) {
    const { reading: fs, files } = await storedFiles(localFiles, join(above, name))
    const cache = await FileCache.open({ directory: temporaryFolder(), limit: 1e6 })
    const table = { view: '"logs"', display: 'logs', fs, files }
    await attachTables(session, [table], '', { openCache: async () => cache, choose: null, attached: [] })
    expect(await session.rows('select id, host from logs')).toEqual([[1, 'own']])
    expect((await session.rows('describe logs')).map(([column]) => column)).toEqual(columns)
    await cache.close()
  }
})
