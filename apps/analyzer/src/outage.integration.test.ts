import { type HdfsCluster, type KafkaCluster, startHdfs, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnalyzerProcess, until } from './testing/analyzer-process.ts'
import { addLines, folderWithLines, requests } from './testing/journal-folder.ts'

const STREAM = ['--port', '0', '--trigger', '200ms', '--no-tables', '--workers', '0']

const status = async (url: string): Promise<number> => (await fetch(`${url}/readyz`)).status

async function lag(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/\nmillrace_source_lag_records (\S+)/.exec(metrics)?.[1])
}

describeWithServices('an analyzer without data', () => {
  let hdfs: HdfsCluster
  let kafka: KafkaCluster
  beforeAll(async () => {
    ;[hdfs, kafka] = await Promise.all([startHdfs(), startKafka()])
  }, 300_000)
  afterAll(async () => {
    await Promise.all([hdfs?.stop(), kafka?.stop()])
  })

  test('says once that HDFS is away and is not ready, its lag grows, and all is well when HDFS is back', async () => {
    const cwd = await folderWithLines(100)
    const analyzer = new AnalyzerProcess([...STREAM, '--hdfs', `${hdfs.url}/idle/logs`], { cwd })
    const url = await analyzer.url()
    await analyzer.says('batch 0,')
    await until(async () => (await status(url)) === 200, 'it is ready')
    await hdfs.nameNode.kill()
    await until(async () => (await status(url)) === 503, 'it is not ready')
    for (const behind of [10, 30]) {
      await addLines(cwd, requests(behind, behind === 10 ? 10 : 20))
      await until(async () => (await lag(url)) === behind, `the lag is ${behind}`)
    }
    await hdfs.nameNode.start()
    await until(async () => (await status(url)) === 200 && (await lag(url)) === 0, 'it is ready, and nothing is behind')
    expect(analyzer.stderr.match(/Trying again/g)).toHaveLength(1)
    expect(analyzer.stderr.match(/back again/g)).toHaveLength(1)
  }, 240_000)

  test('says once that Kafka is away and is not ready, until it is back', async () => {
    const cwd = await folderWithLines(1)
    const analyzer = new AnalyzerProcess([...STREAM, '--kafka', kafka.bootstrap.join(',')], { cwd })
    const url = await analyzer.url()
    await until(async () => (await status(url)) === 200, 'it is ready')
    await kafka.brokers[0].kill()
    await until(async () => (await status(url)) === 503, 'it is not ready')
    await kafka.brokers[0].start()
    await until(async () => (await status(url)) === 200, 'it is ready again')
  }, 240_000)
})
