import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { disturbed, HOWS, undisturbed } from './lives.ts'

/** Queries at a time, each in a directory of its own: most of their time they wait for the NameNode. */
const AT_A_TIME = 16

describeWithServices('a windowed query with two outputs on WebHDFS', () => {
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

  test('stopped at every call, in one of four ways: the same in the end as undisturbed', async () => {
    const calm = await undisturbed(fs, '/calm')
    expect(calm.found.commits).toEqual([0, 1, 2, 3])
    const points = calm.names.map((name, call) => ({ name, call, how: HOWS[call % HOWS.length] }))
    const waiting = points.values()
    const lane = async (_: unknown, i: number): Promise<void> => {
      for (const { name, call, how } of waiting) {
        const point = `${how} at call ${call}: ${name}`
        const { recovered: _, ...result } = await disturbed(fs, `/disturbed-${i}`, call, how)
        expect({ point, ...result }).toEqual({ point, ended: true, found: calm.found })
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, lane))
    console.log(`crash points tried on WebHDFS: ${points.length}`)
    expect(points.length).toBeGreaterThan(60)
  }, 900_000)
})
