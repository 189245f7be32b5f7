import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices, mayMount, SmallDisk } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { millrace, temporaryFolder } from '../testing/millrace-process.ts'
import { damaged, parquetOf } from '../testing/parquet-files.ts'

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03']

describeWithServices('millrace query and inspect with a table in HDFS', () => {
  let cluster: HdfsCluster
  let fs: WebHdfs
  let files: Buffer[]
  let tables = 0

  beforeAll(async () => {
    cluster = await startHdfs()
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
    files = await Promise.all(DAYS.map((_, day) => parquetOf(rowsOf(day))))
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await cluster?.stop()
  })

  const rowsOf = (day: number): string =>
    `select range as id, 'host ' || range % 7 as host, ${day === 2 ? '5 as added, ' : ''}200 as status from range(${1000 * (day + 1)})`

  /** A table of three days, of which the last has a column more, and a cache of its own. */
  async function given() {
    const cwd = temporaryFolder()
    const path = `/warehouse/logs-${tables++}`
    for (const [i, day] of DAYS.entries()) await fs.write(`${path}/dt=${day}/part-0.parquet`, files[i])
    const cache = join(cwd, 'cache')
    const run = (command: string, ...more: string[]) => millrace([command, ...more, '--hdfs-user', 'hdfs'], { cwd })
    const query = (sql: string, ...more: string[]) =>
      run('query', sql, '--table', cluster.url + path, '--cache-directory', cache, '--output', 'csv', ...more)
    const copies = () => readdirSync(cache).filter(name => name !== 'users')
    return { cwd, path, cache, run, query, copies, url: cluster.url + path }
  }

  test('fetches what the statements need, once, and again what has changed', async () => {
    const { path, cache, query, copies } = await given()
    const day = await query("select count(*) as n, max(added) as added from logs where dt = '2026-01-02'")
    // A column that only other days have is null.
    expect(day).toEqual({ code: 0, stdout: 'n,added\n2000,\n', stderr: '' })
    expect(copies()).toHaveLength(1)
    const sql = 'select dt, count(*) as n, max(added) as added from logs group by dt order by dt'
    const stdout = 'dt,n,added\n2026-01-01,1000,\n2026-01-02,2000,\n2026-01-03,3000,5\n'
    expect(await query(sql)).toEqual({ code: 0, stdout, stderr: '' })
    expect(copies()).toHaveLength(3)
    const nodes = () => copies().map(name => statSync(join(cache, name)).ino)
    const before = nodes()
    expect((await query(sql)).stdout).toBe(stdout)
    expect(nodes()).toEqual(before)
    await fs.write(
      `${path}/dt=2026-01-01/part-0.parquet`,
      await parquetOf("select 1::bigint as id, 'new' as host, 404 as status"),
    )
    expect((await query("select host, status from logs where dt < '2026-01-02'")).stdout).toBe('host,status\nnew,404\n')
    expect(readdirSync(join(cache, 'users'))).toEqual([])
  }, 120_000)

  test('processes share a cache, and none of them uses half a file or leaves one', async () => {
    const { cache, query, copies } = await given()
    const sql = 'select count(*) as n from logs'
    const answers = await Promise.all([query(sql), query(sql), query(sql)])
    for (const answer of answers) expect(answer).toEqual({ code: 0, stdout: 'n\n6000\n', stderr: '' })
    const [first] = copies()
    truncateSync(join(cache, first), 100)
    // As a killed process leaves them; there is no process of this number.
    const dead = `${hostname()}-4194305-0badcafe`
    writeFileSync(join(cache, `${first}.${dead}.part`), 'half')
    mkdirSync(join(cache, 'users', dead))
    expect((await query(sql)).stdout).toBe('n\n6000\n')
    expect(copies()).toHaveLength(3)
    expect(readdirSync(join(cache, 'users'))).toEqual([])
  }, 120_000)

  test('the cache stays within its bound: what was not used for longest goes; more than it holds is refused', async () => {
    const { cache, query, copies } = await given()
    const size = Math.max(...files.map(file => file.length)) + 10
    for (const [i, day] of DAYS.entries()) {
      const sql = `select count(*) as n from logs where dt = '${day}'`
      expect((await query(sql, '--cache-size', String(size))).stdout).toBe(`n\n${1000 * (i + 1)}\n`)
      expect(copies().reduce((sum, name) => sum + statSync(join(cache, name)).size, 0)).toBeLessThanOrEqual(size)
    }
    const all = await query('select count(*) from logs', '--cache-size', String(size))
    expect(all).toMatchObject({ code: 2, stdout: '' })
    expect(all.stderr).toContain('expected a larger --cache-size, or a query of fewer partitions')
  }, 120_000)

  test('a damaged file is named by its URL; --skip-damaged reads the others', async () => {
    const { path, query, run, url } = await given()
    await fs.write(`${path}/dt=2026-01-02/part-0.parquet`, files[1].subarray(0, 3000))
    const refused = await query('select count(*) as n from logs')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toBe(
      `millrace: ${url}/dt=2026-01-02/part-0.parquet is damaged: it does not end as Parquet files do: it is none, or it was cut. With --skip-damaged the other files are read.\n`,
    )
    const rest = await query('select count(*) as n from logs', '--skip-damaged')
    expect(rest).toMatchObject({ code: 0, stdout: 'n\n4000\n' })
    expect(rest.stderr).toContain(`left out: ${url}/dt=2026-01-02/part-0.parquet is damaged`)
    const inspected = await run('inspect', url)
    expect(inspected).toMatchObject({ code: 1, stderr: '' })
    expect(inspected.stdout).toContain('Files       3 files in 2 partitions')
    await fs.write(`${path}/dt=2026-01-02/part-0.parquet`, damaged(files[1], 5))
    const verified = await run('inspect', url, '--verify', '--json')
    expect(verified.code, verified.stdout).toBe(1)
    expect(JSON.parse(verified.stdout)).toMatchObject({
      files: 3,
      problems: [{ path: `${url}/dt=2026-01-02/part-0.parquet`, rowGroup: 0, column: 'id' }],
    })
  }, 120_000)

  test('a table that is not there, and one without files, are told in a sentence', async () => {
    const { run, cwd } = await given()
    const none = await run('query', 'from logs', '--table', `${cluster.url}/nowhere`)
    expect(none).toEqual({
      code: 1,
      stdout: '',
      stderr: `millrace: The table ${cluster.url}/nowhere does not exist.\n`,
    })
    await fs.mkdirs('/empty')
    const empty = await run('query', 'from logs', '--table', `${cluster.url}/empty`)
    expect(empty.stderr).toBe(
      `millrace: The table ${cluster.url}/empty holds no Parquet file yet: its columns are not known.\n`,
    )
    expect(existsSync(join(cwd, 'cache'))).toBe(false)
  }, 60_000)

  test.skipIf(!mayMount())(
    'a full disk is told, and nothing half is left',
    async () => {
      const { query } = await given()
      const disk = new SmallDisk('20k')
      onTestFinished(() => disk.remove())
      const full = await query('select count(*) from logs', '--cache-directory', disk.path)
      expect(full).toMatchObject({ code: 1, stdout: '' })
      expect(full.stderr).toMatch(/Could not keep a copy of http:.*part-0\.parquet in .*: the disk is full\./)
      expect(readdirSync(disk.path).filter(name => name.endsWith('.part'))).toEqual([])
    },
    60_000,
  )

  test('a server that goes away in the middle is one sentence', async () => {
    const { query, run, url } = await given()
    await cluster.dataNode.kill()
    const halfway = await query('select count(*) from logs')
    expect(halfway).toMatchObject({ code: 1, stdout: '' })
    expect(halfway.stderr).toMatch(/^millrace: Could not read http:.*\n$/)
    const verified = await run('inspect', url, '--verify')
    expect(verified).toMatchObject({ code: 1, stderr: '' })
    expect(verified.stdout).toMatch(
      /dt=2026-01-03\/part-0\.parquet: Could not read .*\n3 files read, .* not readable\.\n$/,
    )
    await cluster.nameNode.kill()
    const gone = await query('select count(*) from logs')
    expect(gone.stderr).toMatch(/^millrace: Could not look at http:.* does not answer.*\n$/)
  }, 120_000)
})
