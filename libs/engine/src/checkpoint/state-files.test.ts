import { expect, test } from 'vitest'
import { MemoryFileSystem } from '../testing/memory-file-system.ts'
import { StateFiles } from './state-files.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** What `read` gives, part by part. */
async function contents(files: StateFiles, batchId: number): Promise<Record<string, number[]>[]> {
  const parts: Record<string, number[]>[] = []
  await files.read({ batchId, kind: 'snapshot' }, ({ operators, part, watermarkMs }) => {
    expect([part, watermarkMs]).toEqual([parts.length, 5])
    parts.push(Object.fromEntries([...operators].map(([name, piece]) => [name, [...piece]])))
  })
  return parts
}

async function written(): Promise<{ fs: MemoryFileSystem; files: StateFiles; size: number }> {
  const fs = new MemoryFileSystem()
  const files = new StateFiles(fs, '/state')
  const operators = new Map([
    ['0', [bytes(1), bytes(2), bytes(3)]],
    ['1', [bytes(4, 4)]],
    ['main-0', [bytes(5), bytes(6)]],
  ])
  const size = await files.write(7, 'snapshot', { watermarkMs: 5, operators })
  return { fs, files, size }
}

test('operators with several pieces go on in further files', async () => {
  const { fs, files, size } = await written()
  expect(fs.paths('/state/')).toEqual(['/state/7.snapshot', '/state/7.snapshot.1', '/state/7.snapshot.2'])
  expect(await files.versions()).toEqual([{ batchId: 7, kind: 'snapshot', bytes: size }])
  expect(await contents(files, 7)).toEqual([
    { 0: [1], 1: [4, 4], 'main-0': [5] },
    { 0: [2], 'main-0': [6] },
    { 0: [3] },
  ])
})

test('only some pieces are asked for before what came before them is written', async () => {
  const fs = new MemoryFileSystem()
  const files = new StateFiles(fs, '/state')
  function* pieces(): Generator<Uint8Array> {
    yield bytes(1)
    yield bytes(2)
    expect(fs.paths('/state/')).toEqual(['/state/0.snapshot.1'])
    yield bytes(3)
    expect(fs.paths('/state/')).toEqual(['/state/0.snapshot.1', '/state/0.snapshot.2'])
  }
  await files.write(0, 'snapshot', { watermarkMs: 5, operators: new Map([['0', pieces()]]) })
  expect(await contents(files, 0)).toEqual([{ 0: [1] }, { 0: [2] }, { 0: [3] }])
})

test('an attempt at the same batch with fewer files is read without those of the one before; a purge takes them all', async () => {
  const { fs, files } = await written()
  await files.write(7, 'snapshot', { watermarkMs: 5, operators: new Map([['0', [bytes(8), bytes(9)]]]) })
  expect(await contents(files, 7)).toEqual([{ 0: [8] }, { 0: [9] }])
  await files.write(9, 'snapshot', { watermarkMs: 5, operators: new Map([['0', [bytes(8)]]]) })
  await files.purge(8)
  expect(fs.paths('/state/')).toHaveLength(4)
  await files.purge(9)
  expect(fs.paths('/state/')).toEqual(['/state/9.snapshot'])
})

test('a further file that is missing or damaged is named', async () => {
  const { fs, files } = await written()
  const [first] = await Promise.all([fs.read('/state/7.snapshot.1'), fs.delete('/state/7.snapshot.2')])
  await expect(contents(files, 7)).rejects.toMatchObject({
    code: 'MILLRACE_CHECKPOINT_DAMAGED',
    message: expect.stringMatching(
      /^State file .*\/state\/7\.snapshot\.2: it is missing, though the state goes on in it\.$/,
    ),
  })
  await fs.write('/state/7.snapshot.1', first.subarray(0, 20))
  await expect(contents(files, 7)).rejects.toMatchObject({
    code: 'MILLRACE_CHECKPOINT_DAMAGED',
    message: expect.stringMatching(/^State file .*\/state\/7\.snapshot\.1: /),
  })
})
