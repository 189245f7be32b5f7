/**
 * Compiles libs/log-parser/assembly to its .wasm: `npm run build:assembly`. The result is committed, as everything runs from source
 * without a build; a test compares the two.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import asc from 'assemblyscript/asc'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'libs/log-parser/assembly')
export const assemblyFile = join(folder, 'log-parser.wasm')

/** No garbage collector, no checks, no data: the memory is laid out by hand, and its first bytes stay zero. */
const OPTIONS = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--initialMemory',
  '32',
  '--memoryBase',
  '64',
]

/** The module's bytes. Throws with the compiler's messages. */
export async function compileAssembly(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main(['log-parser.ts', '--outFile', 'log-parser.wasm', ...OPTIONS], {
    readFile: (name, base) => readFile(join(folder, relative(base, join(base, name))), 'utf8').catch(() => null),
    writeFile(_name, contents) {
      binary = contents as Uint8Array
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined) throw new Error(stderr.toString(), { cause: error })
  return binary
}

if (import.meta.main) await writeFile(assemblyFile, await compileAssembly())
