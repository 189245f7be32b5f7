import {
  appendFile,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { asText, logLines, ReadingRun } from '../testing/reading-run.ts'

let directory: string
let log: string
const first = logLines('a', 0, 100)
const more = logLines('a', 100, 50)
const other = logLines('b', 0, 30)

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'identity-'))
  log = join(directory, 'access.log')
  await writeFile(log, asText(first))
})
afterEach(() => rm(directory, { recursive: true }))

const afterFirst = async (): Promise<ReadingRun> => new ReadingRun().once([log])
const again = (before: ReadingRun, inputs: string[] = [log]): Promise<ReadingRun> =>
  new ReadingRun({ positions: before.positions }).once(inputs)

it('a finished file gives nothing, and it is said how to force it', async () => {
  const before = await afterFirst()
  expect(before.lines).toEqual(first)
  const run = await again(before)
  expect(run.lines).toEqual([])
  expect(run.log).toMatch(/access\.log was sent before .* --again sends it once more/)
})

it('a file that has grown goes on', async () => {
  const before = await afterFirst()
  await appendFile(log, asText(more))
  expect((await again(before)).lines).toEqual(more)
})

it('a renamed file is the same', async () => {
  const before = await afterFirst()
  await rename(log, `${log}.1`)
  await appendFile(`${log}.1`, asText(more))
  expect((await again(before, [`${log}.1`])).lines).toEqual(more)
})

it('after a rotation the rest of the old file comes first, although only the new one is asked for', async () => {
  const before = await afterFirst()
  await appendFile(log, asText(more))
  await rename(log, `${log}.1`)
  await writeFile(log, asText(other))
  const run = await again(before)
  expect(run.lines).toEqual([...more, ...other])
  expect(run.log).toMatch(/access\.log\.1 holds the rest of what was .*access\.log; it is taken first/)
  expect((await again(run)).lines).toEqual([])
  expect((await again(run, [`${log}*`])).lines).toEqual([])
})

for (const [name, compress] of [
  ['gz', gzipSync],
  ['zst', zstdCompressSync],
] as const) {
  it(`a file that was compressed (${name}) since is the same`, async () => {
    const before = await afterFirst()
    await writeFile(`${log}.1.${name}`, compress(asText([...first, ...more])))
    await unlink(log)
    expect((await again(before, [`${log}*`])).lines).toEqual(more)
  })
}

it('a log that was copied and truncated: the copy is the old file, the log a new one', async () => {
  const before = await afterFirst()
  await appendFile(log, asText(more))
  await copyFile(log, `${log}.1`)
  await truncate(log, 0)
  await appendFile(log, asText(other))
  expect((await again(before)).lines).toEqual([...more, ...other])
})

it('another file in the same inode is new, even when it begins alike', async () => {
  const before = await afterFirst()
  const alike = [...first.slice(0, 50), ...logLines('c', 0, 80)]
  await writeFile(log, asText(alike))
  expect((await again(before)).lines).toEqual(alike)
})

it('a second file with the same content is another file while the first is there', async () => {
  const before = await afterFirst()
  await copyFile(log, join(directory, 'copy'))
  expect((await again(before, [join(directory, 'copy')])).lines).toEqual(first)
  const both = await new ReadingRun().once([log, join(directory, 'copy')])
  expect(both.lines).toEqual([...first, ...first])
  expect((await again(both, [log, join(directory, 'copy')])).lines).toEqual([])
})

it('short files that begin alike are told apart', async () => {
  const paths = ['x', 'y', 'z'].map(name => join(directory, name))
  for (const path of paths) await writeFile(path, 'same\n')
  const before = await new ReadingRun().once(paths)
  expect(before.lines).toEqual(['same', 'same', 'same'])
  for (const path of paths) await appendFile(path, `${path}\n`)
  expect((await again(before, paths)).lines).toEqual(paths)
})

it('an input given twice, by name and by glob, is read once', async () => {
  expect((await new ReadingRun().once([log, `${log}*`, directory])).lines).toEqual(first)
})

it('a last line without newline is sent, and what is added to it later is a line of its own', async () => {
  await appendFile(log, 'unfinished')
  const before = await afterFirst()
  expect(before.lines).toEqual([...first, 'unfinished'])
  await appendFile(log, ' end\n')
  expect((await again(before)).lines).toEqual([' end'])
})

it('a gzip file cut short gives its complete lines, then an error that names it; repaired it goes on', async () => {
  const path = join(directory, 'day.gz')
  const lines = logLines('d', 0, 5000)
  const whole = gzipSync(asText(lines))
  await writeFile(path, whole.subarray(0, whole.length / 2))
  const run = new ReadingRun()
  await expect(run.once([path, log])).rejects.toThrow(`The gzip file ${path} is cut short; the complete lines`)
  const taken = run.lines.length - first.length
  expect(taken).toBeGreaterThan(1000)
  expect(run.lines).toEqual([...lines.slice(0, taken), ...first])
  await writeFile(path, whole)
  expect((await again(run, [path])).lines).toEqual(lines.slice(taken))
})

it('a line that is too long goes to the quarantine with its position, the rest goes on', async () => {
  const long = 'x'.repeat(700_000)
  await appendFile(log, asText([long, ...more]))
  const quarantine = join(directory, 'q')
  const run = new ReadingRun({ quarantine, maxLine: 500_000 })
  await run.once([log])
  expect(run.lines).toEqual([...first, ...more])
  const names = (await readdir(quarantine)).sort()
  expect(names).toHaveLength(2)
  expect(await readFile(join(quarantine, names[1]), 'utf8')).toBe(long)
  expect(JSON.parse(await readFile(join(quarantine, names[0]), 'utf8'))).toMatchObject({
    source: log,
    position: asText(first).length,
    length: 700_000,
    reason: 'longer than 500000 bytes',
  })
  // Read again from the start, as after a crash before the commit: the same files.
  await new ReadingRun({ quarantine, maxLine: 500_000 }).once([log])
  expect((await readdir(quarantine)).sort()).toEqual(names)
  expect((await again(run)).lines).toEqual([])
})
