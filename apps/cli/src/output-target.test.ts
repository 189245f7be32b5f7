import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileOutput } from './output-target.ts'
import { temporaryFolder } from './testing/millrace-process.ts'

test('a file appears when it is complete; a link stays one', async () => {
  const folder = temporaryFolder()
  const [file, link] = [join(folder, 'file'), join(folder, 'link')]
  writeFileSync(file, 'old')
  symlinkSync('file', link)
  const target = fileOutput(link)
  await target.write('n')
  expect(readFileSync(file, 'utf8')).toBe('old')
  await target.write(Buffer.from('ew'))
  expect(target.isSeen).toBe(false)
  await target.finish()
  expect(readFileSync(file, 'utf8')).toBe('new')
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['file', 'link'])
})

test('a pipe is written to, and stays', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const reading = open(pipe).then(async reader => [await reader.readFile('utf8'), await reader.close()][0])
  const target = fileOutput(pipe)
  await target.write('text')
  expect(target.isSeen).toBe(true)
  await target.finish()
  expect(await reading).toBe('text')
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

test('a device that is full is told, and stays', async () => {
  // A link in a folder of the test: whatever goes wrong, the device itself is not replaced.
  const link = join(temporaryFolder(), 'full')
  symlinkSync('/dev/full', link)
  const target = fileOutput(link)
  await expect(target.write('text')).rejects.toMatchObject({ code: 'MILLRACE_DISK_FULL' })
  await target.drop()
  expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
})

test('what cannot be written is said, and nothing is left', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'directory'))
  writeFileSync(join(folder, 'file'), '')
  for (const [name, reason] of [
    ['absent/x.csv', 'its directory does not exist'],
    ['file/x.csv', 'what should be its directory is none'],
    ['directory', 'it is a directory'],
  ]) {
    const path = join(folder, name)
    const target = fileOutput(path)
    const writing = (async () => {
      await target.write('text')
      await target.finish()
    })()
    await expect(writing).rejects.toMatchObject({
      code: 'MILLRACE_FILE_SYSTEM',
      message: `Could not write ${path}: ${reason}.`,
    })
    await target.drop()
  }
  expect(readdirSync(folder).sort()).toEqual(['directory', 'file'])
})
