import { MillraceError } from '@millrace/errors'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FaultProxy, faultProxy } from '../testing/fault-proxy.ts'
import { fileSystemConformance } from '../testing/file-system-conformance.ts'
import { peerWebHdfs } from '../testing/peer-webhdfs.ts'
import { selfSigned } from '../testing/self-signed.ts'
import { RemoteException } from './remote-exception.ts'
import { type WebHdfs, webHdfs } from './web-hdfs.ts'

const text = (s: string) => new TextEncoder().encode(s)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describeWithServices('WebHDFS', () => {
  let cluster: HdfsCluster
  let proxy: FaultProxy
  let fs: WebHdfs
  const contents = async (path: string) => decode(await fs.read(path))

  beforeAll(async () => {
    // Small listings, so that a directory of a few files is a large one; blocks of 1 MB, so that files have several.
    cluster = await startHdfs({ config: { 'dfs.ls.limit': '3', 'dfs.blocksize': '1048576' } })
    proxy = await faultProxy(cluster.url)
    fs = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await fs?.close()
    await proxy?.close()
    await cluster?.stop()
  })

  describe('conformance', () => fileSystemConformance(() => ({ fs, under: '/conformance' })))

  describe('conformance where renames know no options, as on HttpFS', () => {
    let plain: WebHdfs
    beforeAll(() => {
      proxy.decide = ({ op }) => (op === 'RENAME' ? { query: params => params.delete('renameoptions') } : 'pass')
      plain = webHdfs({ nameNodes: proxy.url, user: 'hdfs' })
    })
    afterAll(() => plain.close())
    fileSystemConformance(() => ({ fs: plain, under: '/plain' }))

    test('the very first rename of a client does not move into a directory either', async () => {
      const fresh = webHdfs({ nameNodes: proxy.url, user: 'hdfs' })
      await fs.write('/plain/from', text('x'))
      await fs.mkdirs('/plain/dir')
      await expect(fresh.rename('/plain/from', '/plain/dir', { overwrite: false })).rejects.toMatchObject({
        code: 'MILLRACE_FILE_EXISTS',
      })
      expect(await contents('/plain/from')).toBe('x')
      expect(await fs.list('/plain/dir')).toEqual([])
      await fresh.close()
    })
  })

  test('no data ever goes to the NameNode, with redirects and with answers that name the place', async () => {
    for (const noredirect of [false, true]) {
      proxy.seen.length = 0
      proxy.decide = () => (noredirect ? { query: params => params.set('noredirect', 'true') } : 'pass')
      const client = webHdfs({ nameNodes: proxy.url, user: 'hdfs' })
      await client.write('/two-step/f', text('hello '))
      await client.append('/two-step/f', text('world'))
      expect(decode(await client.read('/two-step/f'))).toBe('hello world')
      expect(decode(await client.read('/two-step/f', { offset: 6, length: 3 }))).toBe('wor')
      expect(proxy.seen.map(r => [r.method, r.op, r.bodyBytes])).toEqual([
        ['PUT', 'CREATE', 0],
        ['POST', 'APPEND', 0],
        ['GET', 'OPEN', 0],
        ['GET', 'OPEN', 0],
      ])
      await client.close()
    }
    proxy.decide = () => 'pass'
  })

  test('append, concat and truncate', async () => {
    const part = new Uint8Array(1_048_576).fill(7)
    for (const name of ['a', 'b', 'c']) await fs.write(`/parts/${name}`, part)
    await fs.concat('/parts/a', ['/parts/b', '/parts/c'])
    expect((await fs.list('/parts')).map(f => [f.name, f.length])).toEqual([['a', 3 * 1_048_576]])
    await fs.append('/parts/a', text('end'))
    expect(decode((await fs.read('/parts/a')).subarray(-3))).toBe('end')
    expect(await fs.truncate('/parts/a', 1_048_576)).toBe(true)
    expect((await fs.status('/parts/a'))?.length).toBe(1_048_576)
    await expect(fs.append('/parts/none', text('x'))).rejects.toMatchObject({ code: 'MILLRACE_FILE_MISSING' })
  })

  test('a large directory comes in parts, also from servers that cannot give parts', async () => {
    const names = Array.from({ length: 17 }, (_, i) => `f${String(i).padStart(2, '0')}`)
    for (const name of names) await fs.write(`/large/${name}`, text(name))
    expect((await fs.list('/large')).map(f => f.name)).toEqual(names)
    proxy.decide = ({ op }) =>
      op === 'LISTSTATUS_BATCH'
        ? { status: 400, body: { RemoteException: { exception: 'IllegalArgumentException', message: 'no such op' } } }
        : 'pass'
    const old = webHdfs({ nameNodes: proxy.url, user: 'hdfs' })
    expect((await old.list('/large')).map(f => f.name)).toEqual(names)
    expect(await old.list('/large/none')).toEqual([])
    await old.close()
    proxy.decide = () => 'pass'
  })

  test('an error names what was done, where, and the exception of the server', async () => {
    const error = await fs.read('/none/x y').catch(e => e)
    expect(error).toBeInstanceOf(MillraceError)
    expect(error.message).toBe(
      `Could not read ${cluster.url}/none/x%20y: FileNotFoundException: File /none/x y not found.`,
    )
    expect(error.cause).toBeInstanceOf(RemoteException)
    expect(error.cause).toMatchObject({
      exception: 'FileNotFoundException',
      javaClassName: 'java.io.FileNotFoundException',
      status: 404,
    })
  })

  test('a colon in a name is refused before anything is sent', async () => {
    await fs.write('/colon', text('x'))
    const refused = { code: 'MILLRACE_HDFS_REFUSED', message: expect.stringContaining('no colon in a name (a:b)') }
    await expect(fs.write('/t/a:b', text('x'))).rejects.toMatchObject(refused)
    await expect(fs.rename('/colon', '/t/a:b', { overwrite: false })).rejects.toMatchObject(refused)
  })

  test('a used-up quota is a full disk', async () => {
    await fs.mkdirs('/quota')
    const url = `${cluster.url}/webhdfs/v1/quota?op=SETQUOTA&namespacequota=2&user.name=hdfs`
    expect((await fetch(url, { method: 'PUT' })).status).toBe(200)
    await fs.write('/quota/one', text('x'))
    await expect(fs.write('/quota/two', text('x'))).rejects.toMatchObject({
      code: 'MILLRACE_DISK_FULL',
      retryable: false,
      cause: { exception: 'NSQuotaExceededException' },
    })
    expect((await fs.list('/quota')).map(f => f.name)).toEqual(['one'])
  })

  test('DataNodes are reached through the host map', async () => {
    const dataNode = `127.0.0.1:${cluster.ports.dataHttp}`
    const dataProxy = await faultProxy(`http://${dataNode}`)
    const mapped = webHdfs({ nameNodes: cluster.url, user: 'hdfs', dataNodes: `${dataNode}=${dataProxy.host}` })
    await mapped.write('/mapped', text('through'))
    expect(decode(await mapped.read('/mapped'))).toBe('through')
    expect(dataProxy.seen.map(r => [r.op, r.bodyBytes])).toEqual([
      ['CREATE', 7],
      ['OPEN', 0],
    ])
    await mapped.close()
    await dataProxy.close()
  })

  test('identity: user.name, or a delegation token alone', async () => {
    const named = webHdfs({ nameNodes: proxy.url, user: 'ann' })
    await named.write('/owned', text('x'))
    const answer = await fetch(`${cluster.url}/webhdfs/v1/owned?op=GETFILESTATUS`)
    const owner = (await answer.json()) as { FileStatus: { owner: string } }
    expect(owner.FileStatus.owner).toBe('ann')
    proxy.seen.length = 0
    const withToken = webHdfs({ nameNodes: proxy.url, user: 'hdfs', delegationToken: 'HAAEaGRmcw' })
    await withToken.status('/owned').catch(() => {})
    expect(proxy.seen[0].params.get('delegation')).toBe('HAAEaGRmcw')
    expect(proxy.seen[0].params.has('user.name')).toBe(false)
    await Promise.all([named.close(), withToken.close()])
  })

  const https = () =>
    test('https with a certificate of one’s own', async () => {
      const own = selfSigned()
      const secure = await faultProxy(cluster.url, own)
      const trusting = webHdfs({ nameNodes: secure.url, user: 'hdfs', ca: own.cert.toString() })
      await trusting.write('/secure/a', text('x'))
      await trusting.rename('/secure/a', '/secure/b', { overwrite: false })
      expect(decode(await trusting.read('/secure/b'))).toBe('x')
      const wary = webHdfs({ nameNodes: secure.url, user: 'hdfs', retry: { attempts: 1 } })
      await expect(wary.list('/secure')).rejects.toMatchObject({
        code: 'MILLRACE_HDFS_UNREACHABLE',
        message: expect.stringContaining('self-signed certificate'),
      })
      await Promise.all([trusting.close(), wary.close(), secure.close()])
    })
  describeWithServices('over https', https, { needs: ['openssl'] })

  test('the webhdfs package reads what we write, and we read what it writes', async () => {
    const peer = peerWebHdfs(cluster.ports.http)
    const data = new Uint8Array(2_500_000).map((_, i) => i * 7)
    await fs.write('/peer/dt=1995-08-01/ours', data)
    expect(Buffer.compare(await peer.read('/peer/dt=1995-08-01/ours'), data)).toBe(0)
    await peer.write('/peer/theirs', Buffer.from(data))
    expect(Buffer.compare(await fs.read('/peer/theirs'), data)).toBe(0)
    expect((await peer.list('/peer')).sort()).toEqual((await fs.list('/peer')).map(f => f.name))
    await fs.rename('/peer/theirs', '/peer/renamed', { overwrite: false })
    expect((await peer.read('/peer/renamed')).length).toBe(data.length)
  })
})
