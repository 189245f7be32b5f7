import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type HdfsCluster, startHdfs } from './hdfs.ts'
import { processStartTime } from './process-identity.ts'
import { describeWithServices } from './testing.ts'
import { send, throughRedirect } from './webhdfs-probe.ts'

describeWithServices('HDFS', () => {
  let hdfs: HdfsCluster
  const file = (op: string): string => `${hdfs.url}/webhdfs/v1/kept/file?op=${op}&user.name=someone`

  beforeAll(async () => {
    hdfs = await startHdfs()
  })
  afterAll(() => hdfs?.stop())

  it('writes and reads through a redirect to the DataNode on loopback', async () => {
    const redirect = await send('PUT', file('CREATE'))
    expect(redirect.status).toBe(307)
    expect(new URL(redirect.location!).host).toBe(`127.0.0.1:${hdfs.ports.dataHttp}`)
    expect((await throughRedirect('PUT', file('CREATE'), 'some lines')).status).toBe(201)
    expect((await throughRedirect('GET', file('OPEN'))).text).toBe('some lines')
  })

  it('leaves no file of its own readiness probe', async () => {
    const { text } = await send('GET', `${hdfs.url}/webhdfs/v1/?op=LISTSTATUS&user.name=someone`)
    const { FileStatuses } = JSON.parse(text) as { FileStatuses: { FileStatus: { pathSuffix: string }[] } }
    expect(FileStatuses.FileStatus.map(status => status.pathSuffix)).toEqual(['kept'])
  })

  it('keeps a file through kill -9 and restart of both servers', async () => {
    const pids = [hdfs.nameNode.pid, hdfs.dataNode.pid]
    await hdfs.nameNode.kill()
    await expect(send('GET', file('GETFILESTATUS'))).rejects.toThrow()
    await hdfs.nameNode.start()
    await hdfs.dataNode.kill()
    await hdfs.dataNode.start()
    expect([hdfs.nameNode.pid, hdfs.dataNode.pid]).not.toEqual(pids)
    expect((await throughRedirect('GET', file('OPEN'))).text).toBe('some lines')
  })

  it('leaves no process and no folder behind', async () => {
    const folder = dirname(hdfs.nameNode.logFile)
    const pids = [hdfs.nameNode.pid, hdfs.dataNode.pid]
    await hdfs.stop()
    expect(pids.map(processStartTime)).toEqual([undefined, undefined])
    expect(existsSync(folder)).toBe(false)
  })
})
