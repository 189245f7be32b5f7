import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bury, expectEveryRowOnce, leftIn, live, planFor, writeTable } from './compacted-table.ts'
import { HOWS } from './lives.ts'

/** Every so many calls are tried, or all: each is a table written anew over the network. */
const EVERY = process.env['MILLRACE_LONG'] === '1' ? 1 : 5
/** Tables at a time, each in a directory of its own: most of their time they wait for the NameNode. */
const AT_A_TIME = 12

describeWithServices('compaction on WebHDFS', () => {
  let cluster: HdfsCluster
  let fs: WebHdfs

  beforeAll(async () => {
    cluster = await startHdfs()
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await cluster?.stop()
  })

  test('stopped at every call in one of four ways: every row once at that moment, and after the next run', async () => {
    await writeTable(fs, '/calm', true)
    const { report, names } = await live(fs, '/calm')
    expect(report?.merged.map(group => group.files)).toEqual([10, 10])
    await expectEveryRowOnce(fs, '/calm', 'calm')
    const expected = await leftIn(fs, '/calm')
    const points = [...names.entries()].filter(([call]) => call % EVERY === 0)
    const waiting = points.values()
    const lane = async (_: unknown, i: number): Promise<void> => {
      const home = `/disturbed-${i}`
      for (const [call, name] of waiting) {
        const how = HOWS[Math.floor(call / EVERY) % HOWS.length]
        const point = `${how} at call ${call}: ${name}`
        await writeTable(fs, home, true)
        await live(fs, home, planFor(call, how))
        await expectEveryRowOnce(fs, home, point)
        await bury(fs, home)
        const { report } = await live(fs, home)
        expect({ point, ended: report !== undefined }).toEqual({ point, ended: true })
        await expectEveryRowOnce(fs, home, `after ${point}`)
        expect({ point, left: await leftIn(fs, home) }).toEqual({ point, left: expected })
        await fs.delete(home, { recursive: true })
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, lane))
    console.log(`crash points of compaction tried on WebHDFS: ${points.length} of ${names.length}`)
    expect(names.length).toBeGreaterThan(40)
  }, 900_000)
})
