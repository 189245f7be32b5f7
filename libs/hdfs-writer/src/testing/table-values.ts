import type { FileSystem } from '@millrace/engine'
import { readParquet } from './read-parquet.ts'

/** The column `value` of Parquet files; none of a file that does not exist. */
export async function valuesOf(fs: FileSystem, files: readonly string[]): Promise<string[]> {
  const values: string[] = []
  for (const path of files) {
    if ((await fs.status(path)) === null) continue
    for (const row of await readParquet(await fs.read(path))) values.push(String(row['value']))
  }
  return values
}
