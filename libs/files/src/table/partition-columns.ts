import type { Schema, TypeName } from '@millrace/columns'
import type { FileSystem } from '@millrace/engine'
import { listFiles, partitionValues } from '../directory/list-files.ts'

/**
 * The columns that the names of a table's directories hold, with the types that Spark infers of their values: int32, int64, date or
 * string.
 */
export async function partitionColumns(fs: FileSystem, path: string): Promise<Schema> {
  const values = new Map<string, (string | null)[]>()
  for (const file of await listFiles(fs, path, 'table'))
    for (const [name, value] of Object.entries(partitionValues(path, file.path)))
      values.set(name, [...(values.get(name) ?? []), value])
  return [...values].map(([name, texts]) => ({ name, type: typeOf([...new Set(texts)]), nullable: true }))
}

function typeOf(texts: readonly (string | null)[]): TypeName {
  const all = (pattern: RegExp): boolean => texts.every(text => text === null || pattern.test(text))
  if (texts.every(text => text === null)) return 'string'
  if (all(/^-?\d{1,18}$/)) return texts.every(text => Math.abs(Number(text)) < 2 ** 31) ? 'int32' : 'int64'
  return all(/^\d{4}-\d{2}-\d{2}$/) ? 'date' : 'string'
}
