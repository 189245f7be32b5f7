import { type WebHdfs, webHdfs } from '@millrace/hdfs-writer'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CrashQuery } from './crash-query.ts'
import { joinedQuery } from './joined-query.ts'
import { disturbed, HOWS, undisturbed } from './lives.ts'
import { sessionQuery } from './session-query.ts'
import { windowedQuery } from './windowed-query.ts'

/** Queries at a time, each in a directory of its own: most of their time they wait for the NameNode. */
const AT_A_TIME = 16

const QUERIES: Readonly<Record<string, CrashQuery>> = {
  'windows and counts': windowedQuery,
  'a deduplication and a join of streams': joinedQuery,
  'sessions and a program with state': sessionQuery,
}

describeWithServices('on WebHDFS', () => {
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

  test.each(Object.entries(QUERIES))(
    '%s, stopped at every call in one of four ways: the same in the end as undisturbed',
    async (name, query) => {
      const calm = await undisturbed(query, fs, '/calm')
      query.expectUndisturbed(calm.found)
      // All four ways at each call, as on local files, would be a thousand restarts over the network: more than ten minutes.
      const shift = Object.keys(QUERIES).indexOf(name)
      const points = calm.names.map((name, call) => ({ name, call, how: HOWS[(call + shift) % HOWS.length] }))
      const waiting = points.values()
      const lane = async (_: unknown, i: number): Promise<void> => {
        for (const { name, call, how } of waiting) {
          const point = `${how} at call ${call}: ${name}`
          const { recovered: _, ...result } = await disturbed(query, fs, `/disturbed-${i}`, call, how)
          expect({ point, ...result }).toEqual({ point, ended: true, found: calm.found })
        }
      }
      await Promise.all(Array.from({ length: AT_A_TIME }, lane))
      await fs.delete('/calm', { recursive: true })
      console.log(`crash points tried on WebHDFS, ${name}: ${points.length}`)
      expect(points.length).toBeGreaterThan(60)
    },
    900_000,
  )
})
