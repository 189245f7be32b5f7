import { join } from 'node:path'
import { runApp } from './app-process.ts'
import { MILLRACE } from './repository.ts'

/** Writes lines of `millrace generate web`, over five days and several UTC offsets, some damaged; returns the file. */
export async function generatedLog(
  folder: string,
  { lines, seed = 1, damage = 0.001 }: { readonly lines: number; readonly seed?: number; readonly damage?: number },
): Promise<string> {
  const file = join(folder, `generated-${seed}.log`)
  const shape = ['--lines', String(lines), '--seed', String(seed), '--days', '5', '--damage', String(damage)]
  await runApp(MILLRACE, ['generate', 'web', ...shape, '--out', file])
  return file
}
