import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostValue, Schema } from '@millrace/columns'
import { loadTable, type StaticTable } from '@millrace/engine'
import { castText, hostReader } from '@millrace/engine/values'
import { localFileSystem } from '@millrace/hdfs-writer'
import { onTestFinished } from 'vitest'
import type { RowFormat } from '../rows/row-format.ts'
import { fileTable } from '../table/file-table.ts'

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The rows of a table, values as a cast to string gives them. */
export async function rowsAsText(table: StaticTable, columns?: readonly string[]): Promise<(string | null)[][]> {
  const batch = await loadTable(table, { columns })
  const texts = batch.columns.map((column, i) => {
    const read = hostReader(column)
    const text = castText(batch.schema[i].type)
    return (row: number): string | null => {
      const value: HostValue = read(row)
      return value === null ? null : text(value)
    }
  })
  return Array.from({ length: batch.length }, (_, row) => texts.map(text => text(row)))
}

/** The rows of a file with this content. */
export function rowsOfText(format: RowFormat<Schema, true>, content: string | Uint8Array, columns?: readonly string[]) {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, content)
  return rowsAsText(fileTable({ fs: localFileSystem(), path, format }), columns)
}

/** A schema from `name type` texts. */
export const schemaOf = (...fields: readonly string[]): Schema =>
  fields.map(field => {
    const [name, type] = field.split(' ')
    return { name, type: type as Schema[number]['type'], nullable: true }
  })
