import { randomUUID } from 'node:crypto'
import { createAtomic, type FileSystem } from '@millrace/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'

const text = (s: string) => new TextEncoder().encode(s)
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/**
 * What every FileSystem must do, run against each of them. `under` is a directory for this run; `names` are file names that
 * the file system must hold besides plain ones.
 */
export function fileSystemConformance(open: () => { readonly fs: FileSystem; readonly under: string }): void {
  let fs: FileSystem
  let root: string
  const names = async (path: string) => (await fs.list(path)).map(f => f.name)
  const contents = async (path: string) => decode(await fs.read(path))

  beforeEach(() => {
    const opened = open()
    fs = opened.fs
    root = `${opened.under}/${randomUUID()}`
  })
  afterEach(async () => {
    await fs.delete(root, { recursive: true })
  })

  test('write makes parents, read gives the bytes back, a second write replaces', async () => {
    const path = `${root}/a/b/c`
    await fs.write(path, text('first and longer'))
    expect(await contents(path)).toBe('first and longer')
    await fs.write(path, text('second'))
    expect(await contents(path)).toBe('second')
    expect(await fs.status(path)).toMatchObject({ path, name: 'c', kind: 'file', length: 6 })
    expect(await names(`${root}/a/b`)).toEqual(['c'])
  })

  test('empty and large files', async () => {
    await fs.write(`${root}/empty`, new Uint8Array(0))
    expect((await fs.read(`${root}/empty`)).length).toBe(0)
    expect(await fs.status(`${root}/empty`)).toMatchObject({ kind: 'file', length: 0 })
    const large = new Uint8Array(9 << 20)
    for (let i = 0; i < large.length; i++) large[i] = (i * 31 + (i >> 13)) & 255
    await fs.write(`${root}/large`, large)
    expect(Buffer.compare(await fs.read(`${root}/large`), large)).toBe(0)
    const range = await fs.read(`${root}/large`, { offset: 8_388_600, length: 50 })
    expect(Buffer.compare(range, large.subarray(8_388_600, 8_388_650))).toBe(0)
  })

  test('only the bytes of a view are written', async () => {
    await fs.write(`${root}/view`, text('0123456789').subarray(3, 6))
    expect(await contents(`${root}/view`)).toBe('345')
  })

  test('ranges end where the file ends', async () => {
    await fs.write(`${root}/f`, text('0123456789'))
    const range = async (offset: number, length: number) => decode(await fs.read(`${root}/f`, { offset, length }))
    expect(await range(0, 4)).toBe('0123')
    expect(await range(7, 100)).toBe('789')
    expect(await range(3, 0)).toBe('')
    expect(await range(10, 1)).toBe('')
    expect(await range(11, 1)).toBe('')
  })

  test('what is missing is said, not guessed', async () => {
    expect(await fs.status(`${root}/none`)).toBeNull()
    expect(await fs.list(`${root}/none`)).toEqual([])
    expect(await fs.delete(`${root}/none`)).toBe(false)
    expect(await fs.delete(`${root}/none`, { recursive: true })).toBe(false)
    await expect(fs.read(`${root}/none`)).rejects.toMatchObject({ code: 'MILLRACE_FILE_MISSING', retryable: false })
    await expect(fs.read(`${root}/none`, { offset: 0, length: 0 })).rejects.toMatchObject({
      code: 'MILLRACE_FILE_MISSING',
    })
  })

  test('a directory is no file, a file no directory', async () => {
    await fs.write(`${root}/d/f`, text('x'))
    expect(await fs.status(`${root}/d`)).toMatchObject({ name: 'd', kind: 'directory', length: 0 })
    await expect(fs.read(`${root}/d`)).rejects.toMatchObject({ code: 'MILLRACE_FILE_MISSING' })
    await expect(fs.write(`${root}/d`, text('y'))).rejects.toMatchObject({ code: 'MILLRACE_FILE_EXISTS' })
    await expect(fs.list(`${root}/d/f`)).rejects.toMatchObject({ code: 'MILLRACE_FILE_SYSTEM' })
    expect(await fs.status(`${root}/d/f/g`)).toBeNull()
    await expect(fs.mkdirs(`${root}/d/f`)).rejects.toMatchObject({ code: 'MILLRACE_FILE_EXISTS' })
  })

  test('list gives direct children in order of their names', async () => {
    for (const name of ['b', 'a', 'B', 'a1', 'ü', '10', '9']) await fs.write(`${root}/${name}`, text(name))
    await fs.write(`${root}/dir/deep`, text('x'))
    const listed = await fs.list(root)
    expect(listed.map(f => f.name)).toEqual(['10', '9', 'B', 'a', 'a1', 'b', 'dir', 'ü'])
    expect(listed.find(f => f.name === 'dir')).toMatchObject({ path: `${root}/dir`, kind: 'directory', length: 0 })
    expect(listed.find(f => f.name === 'ü')).toMatchObject({ path: `${root}/ü`, kind: 'file', length: 2 })
    expect(Math.abs(listed[0].modified - Date.now())).toBeLessThan(3_600_000)
  })

  test('odd names are kept as they are', async () => {
    const odd = [
      'dt=1995-08-01',
      'sp ace',
      'per%cent',
      'per%20cent',
      'pl+us',
      'q?uestion',
      'h#ash',
      'a&b',
      "it's",
      '日本',
    ]
    for (const name of odd) await fs.write(`${root}/${name}/f ${name}`, text(name))
    expect(new Set(await names(root))).toEqual(new Set(odd))
    for (const name of odd) {
      expect(await contents(`${root}/${name}/f ${name}`)).toBe(name)
      await fs.rename(`${root}/${name}/f ${name}`, `${root}/moved/${name}`, { overwrite: false })
    }
    expect(new Set(await names(`${root}/moved`))).toEqual(new Set(odd))
    for (const name of odd) expect(await fs.delete(`${root}/moved/${name}`)).toBe(true)
    expect(await names(`${root}/moved`)).toEqual([])
  })

  test('mkdirs is fine twice', async () => {
    await fs.mkdirs(`${root}/x/y`)
    await fs.mkdirs(`${root}/x/y`)
    expect(await fs.status(`${root}/x/y`)).toMatchObject({ kind: 'directory' })
  })

  test('rename without overwrite keeps what is there', async () => {
    await fs.write(`${root}/from`, text('new'))
    await fs.write(`${root}/to`, text('old'))
    await expect(fs.rename(`${root}/from`, `${root}/to`, { overwrite: false })).rejects.toMatchObject({
      code: 'MILLRACE_FILE_EXISTS',
      retryable: false,
    })
    expect([await contents(`${root}/from`), await contents(`${root}/to`)]).toEqual(['new', 'old'])
    await fs.rename(`${root}/from`, `${root}/free`, { overwrite: false })
    expect(await names(root)).toEqual(['free', 'to'])
    expect(await contents(`${root}/free`)).toBe('new')
  })

  test('rename with overwrite replaces', async () => {
    await fs.write(`${root}/from`, text('new'))
    await fs.write(`${root}/to`, text('old'))
    await fs.rename(`${root}/from`, `${root}/to`, { overwrite: true })
    expect(await names(root)).toEqual(['to'])
    expect(await contents(`${root}/to`)).toBe('new')
    await fs.rename(`${root}/to`, `${root}/fresh`, { overwrite: true })
    expect(await names(root)).toEqual(['fresh'])
  })

  test.each([true, false])(
    'rename makes missing parents and misses a missing source (overwrite %s)',
    async overwrite => {
      await fs.write(`${root}/from`, text('x'))
      await fs.rename(`${root}/from`, `${root}/p/q/to`, { overwrite })
      expect(await contents(`${root}/p/q/to`)).toBe('x')
      await expect(fs.rename(`${root}/from`, `${root}/other`, { overwrite })).rejects.toMatchObject({
        code: 'MILLRACE_FILE_MISSING',
      })
      await expect(fs.rename(`${root}/from`, `${root}/p/q/to`, { overwrite })).rejects.toMatchObject({
        code: 'MILLRACE_FILE_MISSING',
      })
      expect(await contents(`${root}/p/q/to`)).toBe('x')
    },
  )

  test('a file never moves into a directory of the target name', async () => {
    await fs.write(`${root}/from`, text('x'))
    await fs.mkdirs(`${root}/dir`)
    await expect(fs.rename(`${root}/from`, `${root}/dir`, { overwrite: false })).rejects.toMatchObject({
      code: 'MILLRACE_FILE_EXISTS',
    })
    await expect(fs.rename(`${root}/from`, `${root}/dir`, { overwrite: true })).rejects.toBeDefined()
    expect(await names(`${root}/dir`)).toEqual([])
    expect(await contents(`${root}/from`)).toBe('x')
  })

  test('a directory moves with what is in it', async () => {
    await fs.write(`${root}/d/f`, text('x'))
    await fs.rename(`${root}/d`, `${root}/e`, { overwrite: false })
    expect(await contents(`${root}/e/f`)).toBe('x')
    expect(await names(root)).toEqual(['e'])
  })

  test('delete', async () => {
    await fs.write(`${root}/d/f`, text('x'))
    await expect(fs.delete(`${root}/d`)).rejects.toMatchObject({ code: 'MILLRACE_FILE_SYSTEM' })
    expect(await fs.delete(`${root}/d/f`)).toBe(true)
    expect(await fs.delete(`${root}/d`)).toBe(true)
    await fs.write(`${root}/d/e/f`, text('x'))
    expect(await fs.delete(`${root}/d`, { recursive: true })).toBe(true)
    expect(await fs.status(`${root}/d`)).toBeNull()
  })

  test('of many that create the same file one wins', async () => {
    const won = await Promise.all(
      Array.from({ length: 12 }, (_, i) => createAtomic(fs, `${root}/offsets/0`, text(`writer ${i}`))),
    )
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await contents(`${root}/offsets/0`)).toBe(`writer ${won.indexOf(true)}`)
    expect(await names(`${root}/offsets`)).toEqual(['0'])
  })

  test('paths are shown as people write them', () => {
    expect(fs.display('/a/b').endsWith('/a/b')).toBe(true)
  })
}
