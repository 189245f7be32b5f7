import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFiles } from './find-files.ts'

let directory: string
const path = (name: string): string => join(directory, name)

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'find-files-'))
  await mkdir(path('sub/.git'), { recursive: true })
  await mkdir(path('empty'))
  for (const name of [
    'access.log',
    'access.log.1',
    'access.log.2.gz',
    'sub/b.log',
    'sub/.git/x',
    '.hidden',
    'a[1].log',
  ]) {
    await writeFile(path(name), 'x\n')
  }
  await symlink(path('access.log'), path('current'))
})
afterAll(() => rm(directory, { recursive: true }))

it('finds a file, a glob, and everything in a directory that is not hidden', async () => {
  expect(await findFiles(path('access.log'))).toEqual([path('access.log')])
  expect(await findFiles(path('access.log*'))).toEqual([
    path('access.log.2.gz'),
    path('access.log.1'),
    path('access.log'),
  ])
  expect(await findFiles(path('**/{b,current}*'))).toEqual([path('current'), path('sub/b.log')])
  expect(await findFiles(directory)).toEqual(
    ['a[1].log', 'access.log.2.gz', 'access.log.1', 'access.log', 'current', 'sub/b.log'].map(path),
  )
})

it('takes a name with wildcards that exists as it is', async () => {
  expect(await findFiles(path('a[1].log'))).toEqual([path('a[1].log')])
})

it('names what is missing', async () => {
  await expect(findFiles(path('nope.log'))).rejects.toThrow(`The input ${path('nope.log')} does not exist.`)
  await expect(findFiles(path('nope*.log'))).rejects.toThrow(`No file matches ${path('nope*.log')}.`)
  await expect(findFiles(path('empty'))).rejects.toThrow(`The directory ${path('empty')} holds no files.`)
})
