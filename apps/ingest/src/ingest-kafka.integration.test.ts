import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { kafkaSource } from '@millrace/kafka'
import { type KafkaCluster, startKafka } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { IngestProcess, killIngest, runIngest, until } from './testing/ingest-process.ts'
import { readAllLines } from './testing/read-all-lines.ts'
import { asText, logLines } from './testing/reading-run.ts'
import { createTopic, deleteTopic, setMaxMessageBytes } from './testing/topic-admin.ts'

const DAY = fileURLToPath(new URL('../../../data/nasa-1995-08-01.log.gz', import.meta.url))

describeWithServices('ingest into Kafka', () => {
  let kafka: KafkaCluster
  let cwd: string
  beforeAll(async () => {
    kafka = await startKafka()
    cwd = await mkdtemp(join(tmpdir(), 'ingest-kafka-'))
  })
  afterEach(killIngest)
  afterAll(async () => {
    await kafka?.stop()
    if (cwd !== undefined) await rm(cwd, { recursive: true })
  })

  const target = (topic: string): string[] => ['--kafka', kafka.bootstrap.join(','), '--topic', topic]
  const sent = (topic: string): Promise<string[]> => readAllLines(kafkaSource({ brokers: kafka.bootstrap, topic }))
  const sorted = (lines: string[]): string[] => [...lines].sort()

  it('killed with -9 again and again, the bundled day is there once', async () => {
    let kills = 0
    for (let finished = false; !finished; ) {
      const args = ['--file', DAY, ...target('day'), '--rate', '20000', '--linger', '50ms']
      const ingest = new IngestProcess(args, { cwd })
      await Promise.race([ingest.says('Sending to'), ingest.exited])
      const timer = kills < 3 ? setTimeout(() => ingest.kill('SIGKILL'), 100 + Math.random() * 900) : undefined
      const { code, signal } = await ingest.exited
      clearTimeout(timer)
      if (signal === 'SIGKILL') kills++
      else expect(code, ingest.stderr).toBe(0)
      finished = code === 0
    }
    expect(kills).toBeGreaterThan(0)
    const day = gunzipSync(await readFile(DAY))
      .toString('latin1')
      .replace(/\n$/, '')
      .split('\n')
    expect(sorted(await sent('day'))).toEqual(sorted(day))
    expect((await runIngest([DAY, ...target('day')], { cwd })).stderr).toMatch(/was sent before/)
  })

  it('follows a log through rotations under load and kill -9', async () => {
    const log = join(cwd, 'access.log')
    await writeFile(log, '')
    const args = ['--follow', log, ...target('rotated'), '--poll', '10ms', '--linger', '20ms', '--rotation-wait', '1s']
    let ingest = new IngestProcess(args, { cwd })
    const lines: string[] = []
    for (let i = 0; i < 40; i++) {
      const portion = logLines(`r${i}`, 0, 200)
      lines.push(...portion)
      await appendFile(log, asText(portion))
      // Not twice between two looks: a file that is renamed twice unseen is found by nobody.
      if (i % 10 === 9) {
        await until(async () => (await sent('rotated').catch(() => [])).length > lines.length - 1500, 'it keeps up')
        await rename(log, `${log}.${i}`)
        await writeFile(log, '')
      }
      if (i % 16 === 11) {
        ingest.kill('SIGKILL')
        await ingest.exited
        ingest = new IngestProcess(args, { cwd })
      }
    }
    await until(async () => (await sent('rotated')).length >= lines.length, 'all lines are there')
    ingest.kill('SIGTERM')
    expect((await ingest.exited).code).toBe(0)
    expect(sorted(await sent('rotated'))).toEqual(sorted(lines))
  })

  it('waits for a broker that is away, says so once, and goes on', async () => {
    const ingest = new IngestProcess([DAY, ...target('away'), '--rate', '10000', '--linger', '50ms'], { cwd })
    await until(async () => (await sent('away').catch(() => [])).length > 1000, 'some lines are there')
    await kafka.brokers[0].kill('SIGSTOP')
    await ingest.says('still trying')
    expect(ingest.running).toBe(true)
    await kafka.brokers[0].kill('SIGCONT')
    expect((await ingest.exited).code, ingest.stderr).toBe(0)
    expect(ingest.stderr.match(/still trying|Trying again/g)).toHaveLength(1)
    expect(ingest.stderr.match(/is back/g)).toHaveLength(1)
    expect(await sent('away')).toHaveLength(33_996)
  })

  it('gives up a transaction when it is stopped while the broker is away, and the next run sends it', async () => {
    const path = join(cwd, 'stopped.log')
    const lines = logLines('s', 0, 20_000)
    await writeFile(path, asText(lines))
    const args = [path, ...target('stopped'), '--rate', '10000', '--linger', '50ms', '--key', 'host']
    const ingest = new IngestProcess(args, { cwd })
    await until(async () => (await sent('stopped').catch(() => [])).length > 1000, 'some lines are there')
    await kafka.brokers[0].kill()
    await ingest.says('still trying')
    ingest.kill('SIGTERM')
    expect((await ingest.exited).code, ingest.stderr).toBe(0)
    await kafka.brokers[0].start()
    expect(await runIngest(args, { cwd })).toMatchObject({ code: 0 })
    expect(sorted(await sent('stopped'))).toEqual(sorted(lines))
  })

  it('puts a line above the broker’s limit aside and sends the rest', async () => {
    const path = join(cwd, 'long.log')
    const long = 'x'.repeat(5_000_000)
    await writeFile(path, asText(['before', '', long, 'after']))
    const result = await runIngest([path, ...target('long')], { cwd })
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/Lines that were too long: 1;/) })
    expect(sorted(await sent('long'))).toEqual(['', 'after', 'before'])
    const quarantine = join(cwd, 'data/ingest-quarantine/long')
    const [facts, line] = (await readdir(quarantine)).sort()
    expect(await readFile(join(quarantine, line), 'latin1')).toBe(long)
    expect(JSON.parse(await readFile(join(quarantine, facts), 'utf8'))).toMatchObject({ source: path, position: 8 })
  })

  it('refuses what was sent to a topic that was deleted since, and sends it with --again', async () => {
    const [path, other] = [join(cwd, 'recreated.log'), join(cwd, 'recreated-too.log')]
    await writeFile(path, asText(['one', 'two']))
    await writeFile(other, asText(['three']))
    const args = target('recreated')
    expect((await runIngest([path, other, ...args], { cwd })).code).toBe(0)
    await deleteTopic(kafka.bootstrap, 'recreated')
    const refused = await runIngest([path, ...args], { cwd })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /ingest: Kafka topic recreated at .* was deleted and made again since these files were sent; nothing was sent, --again /,
    )
    expect(await sent('recreated')).toEqual([])
    expect((await runIngest([path, '--again', ...args], { cwd })).code).toBe(0)
    const third = await runIngest([path, other, ...args], { cwd })
    expect(third).toMatchObject({ code: 0, stderr: expect.stringContaining('recreated.log was sent before') })
    expect(sorted(await sent('recreated'))).toEqual(['one', 'three', 'two'])
  })

  it('ends when its topic is deleted and made again while it sends', async () => {
    const path = join(cwd, 'lost.log')
    await writeFile(path, asText(['one']))
    const ingest = new IngestProcess(['--follow', path, ...target('lost'), '--poll', '10ms', '--linger', '10ms'], {
      cwd,
    })
    await until(async () => (await sent('lost').catch(() => [])).length === 1, 'the first line is there')
    await deleteTopic(kafka.bootstrap, 'lost')
    await appendFile(path, asText(['two']))
    await ingest.says('Trying again')
    await createTopic(kafka.bootstrap, 'lost')
    expect((await ingest.exited).code).toBe(1)
    expect(ingest.stderr).toContain('The Kafka topic lost was deleted and made again while lines were sent to it.')
    expect(await sent('lost')).toEqual([])
  })

  it('goes on when the topic takes shorter lines than it did: those above the new limit are put aside', async () => {
    const path = join(cwd, 'lowered.log')
    await writeFile(path, asText(['first']))
    const args = ['--follow', path, ...target('lowered'), '--poll', '10ms', '--linger', '10ms', '--compression', 'none']
    const ingest = new IngestProcess(args, { cwd })
    await until(async () => (await sent('lowered').catch(() => [])).length === 1, 'the first line is there')
    await setMaxMessageBytes(kafka.bootstrap, 'lowered', 5000)
    const [long, longer] = ['x'.repeat(20_000), 'y'.repeat(30_000)]
    await appendFile(path, asText(['second', long, 'third']))
    await ingest.says('A line of 20000 bytes')
    await appendFile(path, asText([longer, 'fourth']))
    await ingest.says('A line of 30000 bytes')
    await until(async () => (await sent('lowered')).length === 4, 'the rest is there')
    ingest.kill('SIGTERM')
    expect((await ingest.exited).code, ingest.stderr).toBe(0)
    expect(sorted(await sent('lowered'))).toEqual(['first', 'fourth', 'second', 'third'])
    const quarantine = join(cwd, 'data/ingest-quarantine/lowered')
    const kept = (await readdir(quarantine)).filter(name => name.endsWith('.line'))
    const lines = await Promise.all(kept.map(name => readFile(join(quarantine, name), 'latin1')))
    expect(lines.sort()).toEqual([long, longer])
  })
})
