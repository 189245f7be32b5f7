import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { assemblyFile, compileAssembly } from '../../../tools/build-assembly.ts'

test('the committed module is what its source compiles to', async () => {
  expect(Buffer.compare(await compileAssembly(), await readFile(assemblyFile))).toBe(0)
})
