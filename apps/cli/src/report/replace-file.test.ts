import { execFileSync } from 'node:child_process'
import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/millrace-process.ts'
import { checkDirectory, checkPlace, replaceFile } from './replace-file.ts'

test('a new file, an old one replaced, a link kept', async () => {
  const folder = temporaryFolder()
  const [file, link] = [join(folder, 'file'), join(folder, 'link')]
  await replaceFile(file, 'one')
  symlinkSync('file', link)
  await replaceFile(link, 'two')
  expect(readFileSync(file, 'utf8')).toBe('two')
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['file', 'link'])
})

test('a pipe is written to, and stays', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const reading = open(pipe).then(async reader => [await reader.readFile('utf8'), await reader.close()][0])
  await replaceFile(pipe, 'text')
  expect(await reading).toBe('text')
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

test('what cannot be written is said, and nothing is left', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'directory'))
  writeFileSync(join(folder, 'file'), '')
  for (const path of ['absent/x.html', 'file/x.html', 'directory'].map(name => join(folder, name))) {
    const error = { code: 'MILLRACE_FILE_SYSTEM', message: expect.stringContaining(`${path} cannot be written: `) }
    await expect(replaceFile(path, 'text')).rejects.toMatchObject(error)
    await expect(checkPlace(path)).rejects.toMatchObject(error)
  }
  await checkPlace(join(folder, 'new.html'))
  await checkPlace(join(folder, 'file'))
  expect(readdirSync(folder).sort()).toEqual(['directory', 'file'])
})

test('a file that is read is no place for a result, whatever its name', async () => {
  const folder = temporaryFolder()
  const [log, link, hard, other] = ['log', 'link', 'hard', 'other'].map(name => join(folder, name))
  writeFileSync(log, 'line')
  writeFileSync(other, '')
  symlinkSync('log', link)
  linkSync(log, hard)
  for (const path of [log, link, hard])
    await expect(checkPlace(path, ['-', other, log])).rejects.toMatchObject({
      code: 'MILLRACE_FILE_SYSTEM',
      message: `${path} cannot be written: it is one of the files that are read.`,
    })
  await checkPlace(other, ['-', log])
})

test('a directory of results is none where a file is', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(checkDirectory(file)).rejects.toMatchObject({
    code: 'MILLRACE_FILE_SYSTEM',
    message: `${file} cannot be written: it is not a directory.`,
  })
  await checkDirectory(folder)
  await checkDirectory(join(folder, 'new'))
})
