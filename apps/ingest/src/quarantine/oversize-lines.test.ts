import { existsSync } from 'node:fs'
import { appendFile, copyFile, mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { asText, logLines, ReadingRun } from '../testing/reading-run.ts'

const long = 'x'.repeat(5000)
const content = asText([...logLines('a', 0, 20), long, ...logLines('a', 20, 5)])

let directory: string
let log: string
let quarantine: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'oversize-'))
  log = join(directory, 'access.log')
  quarantine = join(directory, 'quarantine')
  await writeFile(log, content)
})
afterEach(() => rm(directory, { recursive: true }))

/** Reads as after a crash before anything was committed. */
const read = (...inputs: string[]): Promise<ReadingRun> => new ReadingRun({ quarantine }).once(inputs)
const kept = async (): Promise<string[]> => (await readdir(quarantine)).filter(name => name.endsWith('.line'))

it('a line is kept once when its file was copied and truncated before it was committed', async () => {
  await read(log)
  await copyFile(log, `${log}.1`)
  await truncate(log, 0)
  await appendFile(log, asText(logLines('b', 0, 3)))
  await read(`${log}.1`, log)
  const [line, ...others] = await kept()
  expect(others).toEqual([])
  expect(await readFile(join(quarantine, line), 'latin1')).toBe(long)
  expect(JSON.parse(await readFile(join(quarantine, line.replace('.line', '.json')), 'utf8'))).toMatchObject({
    source: `${log}.1`,
    position: asText(logLines('a', 0, 20)).length,
  })
})

it('a line is kept once when its file was compressed before it was committed, even at its beginning', async () => {
  await writeFile(log, asText([long, 'end']))
  await read(log)
  await writeFile(`${log}.1.gz`, gzipSync(asText([long, 'end'])))
  await unlink(log)
  await read(`${log}.1.gz`)
  expect(await kept()).toHaveLength(1)
})

it('the same line of two files with the same content is kept twice, whatever is read again', async () => {
  const second = join(directory, 'second.log')
  await copyFile(log, second)
  await read(log, second)
  expect(await kept()).toHaveLength(2)
  await read(second)
  await read(second, log)
  expect(await kept()).toHaveLength(2)
})

it('different lines at the same place are kept both', async () => {
  await writeFile(log, asText([long]))
  await read(log)
  await writeFile(log, asText([`${long}y`]))
  await read(log)
  expect(await kept()).toHaveLength(2)
})

it('an unfinished line leaves nothing behind', async () => {
  await writeFile(log, long)
  const run = new ReadingRun({ quarantine })
  const following = run.follow([log])
  await expect.poll(() => readdir(quarantine).catch(() => [])).toHaveLength(1)
  run.stop()
  await following
  await run.oversize.close()
  expect(await readdir(quarantine)).toEqual([])
})

it.skipIf(!existsSync('/proc/self'))('a quarantine where no folder can be made is refused', async () => {
  await expect(new ReadingRun({ quarantine: '/proc/millrace/quarantine' }).once([log])).rejects.toMatchObject({
    code: 'MILLRACE_FILE_SYSTEM',
    message: 'The quarantine /proc/millrace/quarantine cannot be written: the file system does not permit it.',
  })
})
