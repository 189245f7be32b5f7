import { type HdfsCluster, serviceAvailability, startHdfs } from '@millrace/services'
import { afterAll, beforeAll, describe } from 'vitest'
import { fileSystemConformance } from '../testing/file-system-conformance.ts'
import { type WebHdfs, webHdfs } from './web-hdfs.ts'

const required = process.env.MILLRACE_REQUIRE_SERVICES === '1'
const skip = !required && !serviceAvailability().available

describe.skipIf(skip)('WebHDFS', () => {
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

  describe('conformance', () => fileSystemConformance(() => ({ fs, under: '/millrace-test' })))
})
