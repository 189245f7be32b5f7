import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inputFile } from './input-file.ts'

test('plain files are splittable and of known size; everything else is a stream', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-files-'))
  try {
    const path = join(directory, 'x')
    await writeFile(path, 'abc\n')
    expect(await inputFile(path)).toMatchObject({ size: 4, splittable: { size: 4 } })
    for (const compressed of [gzipSync('abc'), zstdCompressSync('abc')]) {
      await writeFile(path, compressed)
      expect(await inputFile(path)).toEqual({ path, splittable: undefined, size: compressed.length * 10 })
    }
    await writeFile(path, '')
    expect((await inputFile(path)).splittable).toBeUndefined()
    expect(await inputFile('-')).toEqual({ path: '-', splittable: undefined, size: Number.POSITIVE_INFINITY })
  } finally {
    await rm(directory, { recursive: true })
  }
})
