import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { mayMount, SmallDisk } from '@millrace/services/testing'
import { expect, onTestFinished, test } from 'vitest'
import { AnalyzerProcess, runAnalyzer } from './testing/analyzer-process.ts'
import { addLines, folderWithLines, parquetFiles, requests, temporaryFolder } from './testing/journal-folder.ts'

async function duckdb(sql: string): Promise<Record<string, DuckDBValue>[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjects()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

test('after kill -9 in the middle nothing is lost or doubled', async () => {
  const cwd = await folderWithLines(60_000)
  const limited = ['--max-offsets-per-trigger', '5000']
  const killed = new AnalyzerProcess(['--port', '0', '--trigger', '100ms', '--no-tables', ...limited], { cwd })
  await killed.says('batch 2,')
  killed.child.kill('SIGKILL')
  await killed.ended
  const { code, stdout, stderr } = await runAnalyzer(['--once', ...limited], { cwd })
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/\n 60,000 +60,000 +0 +7 +[\d,]+\n Lines +Requests +Malformed lines +Hosts +404\n/)
})

test('a published batch that was not committed runs again, with other workers and another flavour, to the same rows', async () => {
  const cwd = temporaryFolder()
  await addLines(cwd, [...requests(0, 20_000), ...Array.from({ length: 50 }, (_, i) => `damaged ${i}`)])
  const first = await runAnalyzer(['--once', '--workers', '1'], { cwd })
  expect(first.code, first.stderr).toBe(0)
  const table = join(cwd, 'data/warehouse/logs')
  const contents = async () => {
    const [lines] = await duckdb(`SELECT count(*) AS n, count(DISTINCT ("partition", "offset")) AS records,
      sum(hash(host, time, path, status, bytes, "partition", "offset")) AS hash FROM read_parquet('${table}/*/*.parquet')`)
    const [malformed] = await duckdb(`SELECT count(*) AS n, count(DISTINCT position) AS records,
      sum(hash(raw, reason, position)) AS hash FROM read_parquet('${table}.quarantine/*.parquet')`)
    return { lines, malformed }
  }
  const before = await contents()
  expect(before).toMatchObject({ lines: { n: 20_000n, records: 20_000n }, malformed: { n: 50n, records: 50n } })
  const files = parquetFiles(table)
  rmSync(join(`${table}.checkpoint`, 'commits', '0'))
  const second = await runAnalyzer(['--once', '--workers', '3', '--parquet', 'plain'], { cwd })
  expect(second.code, second.stderr).toBe(0)
  expect(await contents()).toEqual(before)
  expect(parquetFiles(table).filter(file => files.includes(file))).toEqual([])
  rmSync(join(`${table}.checkpoint`, 'commits', '0'))
  // The same flavour and names, other rows in each file.
  const third = await runAnalyzer(['--once', '--workers', '1', '--parquet', 'plain'], { cwd })
  expect(third.code, third.stderr).toBe(0)
  expect(await contents()).toEqual(before)
})

test.skipIf(!mayMount())(
  'a full disk ends it with one sentence and nothing half-written; with room the same command continues (needs the right to mount)',
  async () => {
    const cwd = await folderWithLines(30_000)
    const disk = new SmallDisk('200k')
    onTestFinished(() => disk.remove())
    const command = ['--once', '--table', join(disk.path, 'logs')]
    const full = await runAnalyzer(command, { cwd })
    expect(full).toMatchObject({ code: 1, stdout: '' })
    expect(full.stderr.split('\n').filter(line => line.startsWith('analyzer: '))).toEqual([
      expect.stringContaining('full'),
    ])
    expect(full.stderr).not.toContain('Trying again')
    expect(parquetFiles(disk.path)).toEqual([])
    disk.resize('64m')
    const { code, stdout, stderr } = await runAnalyzer(command, { cwd })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/\n 30,000 +30,000 +0 +7 +[\d,]+\n Lines +Requests +Malformed lines +Hosts +404\n/)
  },
)
