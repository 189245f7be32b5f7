import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_PORTS, isPortFree, takeFreePorts } from '@millrace/services'
import { describeWithServices } from '@millrace/services/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const dataDir = mkdtempSync(join(tmpdir(), 'millrace-services-'))

function services(...args: string[]): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [main, 'services', ...args], { encoding: 'utf8' })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

describe('millrace services, called wrongly', () => {
  it.each([
    [[], 'the action is missing; expected up, down, status'],
    [['upp'], 'there is no action "upp"; did you mean "up".'],
    [['restart'], 'there is no action "restart"; expected up, down, status.'],
    [['up'], 'name at least one service of kafka, kafka3, hdfs'],
    [['up', 'kafak'], 'did you mean kafka'],
    [['down', '--dat', 'x'], '--dat'],
  ])('%j is one line and exit code 2', (args, message) => {
    const { code, out, err } = services(...args)
    expect(err).toContain(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('has help', () => {
    expect(services('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('millrace services up kafka hdfs'),
    })
  })

  it('says what is missing when there is no Java', () => {
    const run = spawnSync(process.execPath, [main, 'services', 'up', 'kafka', '--data', dataDir], {
      encoding: 'utf8',
      env: { PATH: dataDir },
    })
    expect(run.stderr).toBe('millrace: kafka cannot start: Java 17 or newer is missing.\n')
    expect(run.status).toBe(1)
  })
})

describeWithServices('millrace services', () => {
  const { kafka, hdfs } = DEFAULT_PORTS
  let offset: number
  let options: string[]
  beforeAll(async () => {
    offset = await freeOffset()
    options = ['--data', dataDir, '--port-offset', String(offset)]
  })
  afterAll(() => {
    services('down', ...options)
  })

  it('starts servers that outlive it, shows them, and stops them with their data kept', async () => {
    expect(services('up', 'kafka', 'hdfs', ...options)).toMatchObject({ code: 0, err: '' })
    const first = services('status', 'kafka', 'hdfs', ...options)
    expect(first.out).toMatch(/^kafka +broker 1 +up +\d+ +\d+ MiB +127\.0\.0\.1:\d+$/m)
    expect(first.out).toMatch(/^hdfs +namenode +up +\d+ +\d+ MiB +http:\/\/127\.0\.0\.1:\d+$/m)
    expect(first.out).toMatch(/^hdfs +datanode +up +\d+ +\d+ MiB +http:\/\/127\.0\.0\.1:\d+$/m)
    expect(first.code).toBe(0)

    expect(services('up', 'kafka', ...options)).toMatchObject({
      code: 0,
      out: expect.stringContaining('was up already'),
    })
    expect(pids(services('status', 'kafka', 'hdfs', ...options).out)).toEqual(pids(first.out))

    const moved = services('up', 'kafka', '--data', dataDir, '--port-offset', '9')
    expect(moved.err).toContain('stop it first')
    expect(moved.code).toBe(1)

    expect(services('down', ...options)).toMatchObject({ code: 0, out: expect.stringContaining('kafka is down') })
    const stopped = services('status', 'hdfs', ...options)
    expect(stopped.out).toMatch(/^hdfs +namenode +down/m)
    expect(stopped.code).toBe(1)
    expect(await Promise.all([kafka, hdfs.http, hdfs.dataHttp].map(port => isPortFree(port + offset)))).not.toContain(
      false,
    )
    expect(services('down', ...options)).toMatchObject({ code: 0, out: expect.stringContaining('was down already') })
  })
})

const pids = (status: string): number[] => [...status.matchAll(/ up +(\d+) /g)].map(match => Number(match[1]))

/** An offset at which every port of one broker and of HDFS is free now. */
async function freeOffset(): Promise<number> {
  for (;;) {
    const offset = (await takeFreePorts(1))[0]! - DEFAULT_PORTS.kafka
    const ports = [DEFAULT_PORTS.kafka, DEFAULT_PORTS.kafka + 1, ...Object.values(DEFAULT_PORTS.hdfs)]
    if (!(await Promise.all(ports.map(port => isPortFree(port + offset)))).includes(false)) return offset
  }
}
