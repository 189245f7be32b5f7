import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { millrace, temporaryFolder } from '../testing/millrace-process.ts'
import { damaged, parquetOf, writeFiles } from '../testing/parquet-files.ts'

const part = (batch: number) => `part-00000-0123456789ab-b0000000${batch}-c000.zstd.parquet`

/** A table of two days; the third batch has a column more. */
async function given() {
  const cwd = temporaryFolder()
  writeFiles(join(cwd, 'logs'), {
    [`dt=2026-01-01/${part(0)}`]: await parquetOf("select range as id, 'a' || range as host from range(10)"),
    [`dt=2026-01-01/${part(1)}`]: await parquetOf('select 20 + range as id, null::varchar as host from range(10)'),
    [`dt=2026-01-02/${part(2)}`]: await parquetOf("select -5 as id, 'z' as host, 0.5 as added"),
  })
  const inspect = (...args: string[]) => millrace(['inspect', ...args], { cwd })
  return { cwd, inspect }
}

test('a table: files, partitions, batches, schemas, statistics, and what compaction would do', async () => {
  const { inspect } = await given()
  const text = await inspect('logs', '--files')
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toContain('Files       3 files in 2 partitions, ')
  expect(text.stdout).toContain('Query       0123456789ab: batches 0 to 2, 3 files\n')
  expect(text.stdout).toMatch(/Small files 3 files of less than 32 MB; 2 files would do: millrace compact \/.*\/logs\n/)
  expect(text.stdout).toContain('Columns of 1 other file\n')
  expect(text.stdout).toContain(`  dt=2026-01-02/${part(2)}`)
  const table = JSON.parse((await inspect('logs', '--json')).stdout)
  expect(table).toMatchObject({
    files: 3,
    rows: 21,
    damaged: [],
    partitions: [
      { partition: 'dt=2026-01-01', files: 2, rows: 20 },
      { partition: 'dt=2026-01-02', files: 1, rows: 1 },
    ],
    queries: [{ query: '0123456789ab', files: 3, merged: 0, firstBatch: 0, lastBatch: 2 }],
    schemas: [{ files: 2 }, { files: 1 }],
    smallFiles: { files: 3, afterCompaction: 2 },
  })
  const columns = Object.fromEntries(table.columns.map((column: { name: string }) => [column.name, column]))
  expect(columns.id).toMatchObject({ files: 3, min: '-5', max: '29', nulls: 0 })
  expect(columns.host).toMatchObject({ files: 3, min: 'a0', max: 'z', nulls: 10 })
  expect(columns.added).toMatchObject({ files: 1, min: '0.5', codecs: ['zstd'] })
}, 60_000)

test('compaction is not advised for files that no query wrote', async () => {
  const cwd = temporaryFolder()
  const files = ['a.parquet', 'b.parquet', 'c.parquet']
  const rows = await parquetOf('select 1 as id')
  writeFiles(join(cwd, 'logs'), Object.fromEntries(files.map(name => [name, rows])))
  const smallFiles = async () => /^Small files (.*)$/m.exec((await millrace(['inspect', 'logs'], { cwd })).stdout)?.[1]
  expect(await smallFiles()).toBe(
    '3 files of less than 32 MB, which no query of Millrace wrote: compaction leaves them',
  )
  writeFiles(join(cwd, 'logs'), { [part(0)]: rows, [part(1)]: rows })
  expect(await smallFiles()).toMatch(/^5 files of less than 32 MB; 4 files would do: millrace compact \//)
}, 60_000)

test('a file: columns, row groups, metadata; what it holds does not steer the terminal', async () => {
  const cwd = temporaryFolder()
  const bytes = await parquetOf(
    `select '\u001b]0;x\u0007\u202e' as "=evil\u001b[2J", {'a': [1, 2]} as nested from range(3000)`,
    "row_group_size 2048, kv_metadata {k: 'v\u009b31m'}",
  )
  writeFileSync(join(cwd, 'x.parquet'), bytes)
  const { code, stdout } = await millrace(['inspect', 'x.parquet'], { cwd })
  expect(code).toBe(0)
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(stdout).toContain('Metadata    k = v\\x9b31m\n')
  expect(stdout).toContain('Row group 1: 952 rows')
  expect(stdout).toContain('nested.a.list.element')
  const json = (await millrace(['inspect', 'x.parquet', '--json'], { cwd })).stdout
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(json)).toMatchObject({
    rows: 3000,
    metadata: { k: 'v\u009b31m' },
    columns: [{ name: '=evil\u001b[2J', physical: 'byte array', logical: 'string', nullable: true }, {}, {}, {}, {}],
    rowGroups: [{ rows: 2048, columns: [{ min: '\u001b]0;x\u0007\u202e', nulls: 0 }, {}] }, { rows: 952 }],
  })
}, 60_000)

test('--verify names file, row group and column of what is damaged, and ends with 1', async () => {
  const { cwd, inspect } = await given()
  const right = await inspect('logs', '--verify')
  expect(right).toMatchObject({ code: 0, stderr: '' })
  expect(right.stdout).toMatch(
    /^3 files read, 21 rows, 7 pages \(0 with a checksum\), .* bytes|kB: nothing is damaged\.\n$/,
  )
  const bad = join(cwd, 'logs/dt=2026-01-01', part(1))
  writeFileSync(bad, damaged(readFileSync(bad), 5))
  writeFileSync(join(cwd, 'logs/cut.parquet'), 'PAR1')
  const wrong = await inspect('logs', '--verify')
  expect(wrong).toMatchObject({ code: 1, stderr: '' })
  expect(wrong.stdout).toMatch(
    /^damaged: .*\/logs\/cut\.parquet: its? .*\ndamaged: .*b00000001-c000\.zstd\.parquet, row group 0, column id: .*\n3 files|4 files/,
  )
  const table = await inspect('logs')
  expect(table.code).toBe(1)
  expect(table.stdout).toMatch(/^Damaged {5}.*\/cut\.parquet: .*\.$/m)
  const file = await inspect('logs/cut.parquet')
  expect(file).toMatchObject({ code: 1, stdout: '' })
  expect(file.stderr).toMatch(/^millrace: .*cut\.parquet cannot be read as Parquet: .*\.\n$/)
}, 60_000)

test('what is not there is told in a sentence', async () => {
  const { cwd, inspect } = await given()
  expect((await inspect('nowhere')).stderr).toMatch(/^millrace: The table .*\/nowhere does not exist\.\n$/)
  writeFileSync(join(cwd, 'text.parquet'), 'no Parquet, but long enough')
  const text = await inspect('text.parquet')
  expect(text.stderr).toMatch(/text\.parquet cannot be read as Parquet: it does not end as Parquet files do/)
}, 60_000)
