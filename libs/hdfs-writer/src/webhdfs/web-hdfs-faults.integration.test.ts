import net from 'node:net'
import { createAtomic } from '@millrace/engine'
import { type HdfsCluster, startHdfs } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FaultProxy, faultProxy, firstTimes, remoteException } from '../testing/fault-proxy.ts'
import type { WebHdfsOptions } from './options.ts'
import { type WebHdfs, webHdfs } from './web-hdfs.ts'

const text = (s: string) => new TextEncoder().encode(s)
const retry = { attempts: 3, baseDelayMs: 1, maxDelayMs: 5 }

describeWithServices('WebHDFS when things fail', () => {
  let cluster: HdfsCluster
  let direct: WebHdfs
  let proxy: FaultProxy
  let fs: WebHdfs
  let clients: WebHdfs[] = []
  const client = (options: Partial<WebHdfsOptions>) => {
    const opened = webHdfs({ nameNodes: proxy.url, user: 'hdfs', retry, ...options })
    clients.push(opened)
    return opened
  }
  const contents = async (path: string) => new TextDecoder().decode(await direct.read(path))
  const requests = (op: string) => proxy.seen.filter(r => r.op === op).length

  beforeAll(async () => {
    cluster = await startHdfs()
    direct = webHdfs({ nameNodes: cluster.url, user: 'hdfs' })
  }, 300_000)
  afterAll(async () => {
    await direct?.close()
    await cluster?.stop()
  })
  beforeEach(async () => {
    proxy = await faultProxy(cluster.url)
    fs = client({})
  })
  afterEach(async () => {
    await Promise.all(clients.map(c => c.close()))
    clients = []
    await proxy.close()
    await direct.delete('/f', { recursive: true })
  })

  describe('fail-over', () => {
    test('a NameNode on standby passes its requests on to the other, once for all', async () => {
      const other = await faultProxy(cluster.url)
      proxy.decide = () =>
        remoteException('StandbyException', 'Operation category READ is not supported in state standby')
      const both = client({ nameNodes: [proxy.url, other.url] })
      await both.write('/f/a', text('x'))
      expect(await both.list('/f')).toHaveLength(1)
      expect([proxy.seen.length, other.seen.map(r => r.op)]).toEqual([1, ['CREATE', 'LISTSTATUS_BATCH']])
      // They change places in the middle.
      other.decide = proxy.decide
      proxy.decide = () => 'pass'
      await both.rename('/f/a', '/f/b', { overwrite: false })
      expect(await contents('/f/b')).toBe('x')
      await other.close()
    })

    test('a NameNode that is gone, and one that does not answer', async () => {
      const gone = await faultProxy(cluster.url)
      await gone.close()
      await client({ nameNodes: `${gone.url},${proxy.url}` }).write('/f/a', text('x'))
      proxy.decide = () => 'hang'
      const slow = client({ nameNodes: [proxy.url, cluster.url], readTimeoutMs: 200 })
      await slow.rename('/f/a', '/f/b', { overwrite: false })
      expect(await contents('/f/b')).toBe('x')
    })

    test('all are gone: one clear, retryable error', async () => {
      const url = proxy.url
      await proxy.close()
      await expect(client({ nameNodes: url }).list('/f')).rejects.toMatchObject({
        code: 'MILLRACE_HDFS_UNREACHABLE',
        retryable: true,
        message: `Could not list ${url}/f: ${url} does not answer (connect ECONNREFUSED ${url.slice(7)}).`,
      })
    })

    test('close ends a pause between attempts', async () => {
      proxy.decide = () => remoteException('SafeModeException')
      const patient = client({ retry: { attempts: 9, baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 } })
      const failing = expect(patient.mkdirs('/f')).rejects.toMatchObject({ cause: { exception: 'SafeModeException' } })
      await expect.poll(() => proxy.seen.length).toBe(1)
      await patient.close()
      await failing
    })
  })

  describe('exceptions decide, not status codes', () => {
    test.each(['RetriableException', 'SafeModeException', 'EOFException', 'ConnectException'])(
      '%s passes',
      async exception => {
        proxy.decide = firstTimes(2, 'MKDIRS', remoteException(exception))
        await fs.mkdirs('/f/a')
        expect(requests('MKDIRS')).toBe(3)
        proxy.decide = () => remoteException(exception)
        await expect(fs.mkdirs('/f/a')).rejects.toMatchObject({ code: 'MILLRACE_HDFS_UNREACHABLE', retryable: true })
      },
    )

    test.each([
      ['AccessControlException', 403, 'MILLRACE_HDFS_REFUSED'],
      ['SecurityException', 401, 'MILLRACE_HDFS_REFUSED'],
      ['IOException', 403, 'MILLRACE_HDFS_REFUSED'],
      ['RuntimeException', 500, 'MILLRACE_HDFS_REFUSED'],
      ['DSQuotaExceededException', 403, 'MILLRACE_DISK_FULL'],
    ])('%s lasts', async (exception, status, code) => {
      proxy.decide = () => remoteException(exception, 'no', status)
      await expect(fs.write('/f/a', text('x'))).rejects.toMatchObject({ code, cause: { exception, status } })
      expect(requests('CREATE')).toBe(1)
    })

    test('a bare IOException is judged by what it says', async () => {
      const message = 'Failed to find datanode, suggest to check cluster health.'
      proxy.decide = firstTimes(1, 'CREATE', remoteException('IOException', message))
      await fs.write('/f/a', text('x'))
      expect(requests('CREATE')).toBe(2)
      const noSpace =
        'File /f/a could only be written to 0 of the 1 minReplication nodes. There are 3 datanode(s) running'
      proxy.decide = () => remoteException('IOException', `${noSpace} and no node(s) are excluded in this operation.`)
      await expect(fs.write('/f/a', text('x'))).rejects.toMatchObject({ code: 'MILLRACE_DISK_FULL' })
    })

    test('a gateway that is busy, and a server that is no NameNode', async () => {
      proxy.decide = firstTimes(1, 'MKDIRS', { status: 503, body: 'busy' })
      await fs.mkdirs('/f')
      proxy.decide = () => ({ status: 404, body: '<title>Not here</title>' })
      await expect(fs.list('/f')).rejects.toMatchObject({
        code: 'MILLRACE_HDFS_REFUSED',
        message: expect.stringContaining('the server answered with status 404 Not here'),
      })
    })
  })

  describe('lost requests and answers', () => {
    test.each(['lose-answer', 'lose-request', 'hang'] as const)(
      'rename without overwrite happens once: %s',
      async fault => {
        const impatient = client({ readTimeoutMs: 300 })
        await direct.write('/f/a', text('x'))
        proxy.decide = firstTimes(1, 'RENAME', fault)
        await impatient.rename('/f/a', '/f/b', { overwrite: false })
        expect(requests('RENAME')).toBe(fault === 'lose-answer' ? 1 : 2)
        expect((await direct.list('/f')).map(f => f.name)).toEqual(['b'])
      },
    )

    test('a lost answer does not hide that another file has the name', async () => {
      await direct.write('/f/a', text('mine'))
      await direct.write('/f/b', text('mine'))
      proxy.decide = firstTimes(1, 'RENAME', 'lose-answer')
      await expect(fs.rename('/f/a', '/f/b', { overwrite: false })).rejects.toMatchObject({
        code: 'MILLRACE_FILE_EXISTS',
      })
      expect((await direct.list('/f')).map(f => f.name)).toEqual(['a', 'b'])
    })

    test('rename with overwrite, write, mkdirs, delete and concat survive a lost answer', async () => {
      await direct.write('/f/a', text('new'))
      await direct.write('/f/b', text('old'))
      for (const op of ['RENAME', 'CREATE', 'MKDIRS', 'DELETE', 'CONCAT', 'GETFILESTATUS', 'OPEN']) {
        const others = proxy.decide
        const once = firstTimes(1, op, 'lose-answer')
        proxy.decide = request => (request.op === op ? once(request) : others(request))
      }
      await fs.rename('/f/a', '/f/b', { overwrite: true })
      expect(new TextDecoder().decode(await fs.read('/f/b'))).toBe('new')
      await fs.write('/f/c', text('c'))
      await fs.mkdirs('/f/d')
      expect(await fs.delete('/f/d')).toBe(true)
      expect(await fs.delete('/f/d')).toBe(false)
      await fs.concat('/f/b', ['/f/c'])
      expect(await contents('/f/b')).toBe('newc')
      expect(requests('CONCAT')).toBe(1)
    })

    test('an append whose answer was lost is not repeated', async () => {
      const dataNode = `127.0.0.1:${cluster.ports.dataHttp}`
      const dataProxy = await faultProxy(`http://${dataNode}`)
      const mapped = client({ dataNodes: { [dataNode]: dataProxy.host } })
      await mapped.write('/f/a', text('1'))
      dataProxy.decide = () => 'lose-answer'
      await expect(mapped.append('/f/a', text('2'))).rejects.toMatchObject({
        code: 'MILLRACE_HDFS_UNREACHABLE',
        retryable: false,
        message: expect.stringMatching(/^It is not known whether the data was appended to /),
      })
      await expect.poll(() => contents('/f/a')).toBe('12')
      await dataProxy.close()
    })

    test('of many creators one wins, though answers are lost', async () => {
      let n = 0
      proxy.decide = ({ op }) => (op === 'RENAME' && n++ % 2 === 0 ? 'lose-answer' : 'pass')
      for (let round = 0; round < 3; round++) {
        const won = await Promise.all(
          Array.from({ length: 6 }, (_, i) => createAtomic(client({}), `/f/offsets/${round}`, text(`writer ${i}`))),
        )
        expect(won.filter(Boolean)).toHaveLength(1)
        expect(await contents(`/f/offsets/${round}`)).toBe(`writer ${won.indexOf(true)}`)
      }
      expect((await direct.list('/f/offsets')).map(f => f.name)).toEqual(['0', '1', '2'])
    })
  })

  test('a DataNode that dies in the middle of a file: a retryable error, and the same call works when it is back', async () => {
    let received = 0
    let killed: Promise<void> | undefined
    const relay = net.createServer(socket => {
      const up = net.connect(cluster.ports.dataHttp, '127.0.0.1')
      for (const [a, b] of [
        [socket, up],
        [up, socket],
      ]) {
        a.on('error', () => b.destroy())
        a.on('close', () => b.destroy())
        a.pipe(b)
      }
      socket.on('data', part => {
        received += part.length
        if (received > 1_000_000) killed ??= cluster.dataNode.kill()
      })
    })
    await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
    const { port } = relay.address() as net.AddressInfo
    const mapped = client({ dataNodes: { [`127.0.0.1:${cluster.ports.dataHttp}`]: `127.0.0.1:${port}` } })
    const data = new Uint8Array(32_000_000).fill(5)
    await expect(mapped.write('/f/big', data)).rejects.toMatchObject({
      code: 'MILLRACE_HDFS_UNREACHABLE',
      retryable: true,
    })
    expect(killed).toBeDefined()
    await killed
    await cluster.dataNode.start()
    await mapped.write('/f/big', data)
    expect(Buffer.compare(await direct.read('/f/big'), data)).toBe(0)
    relay.close()
  })
})
