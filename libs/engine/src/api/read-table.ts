import type { StaticTable } from '../connector/static-table.ts'
import { Dataset } from './dataset.ts'
import type { RowOf } from './row-types.ts'

/**
 * The rows of a table. A stream that is joined with it reads it once, or for every batch where it says `changing: true`.
 *
 * @example
 * const hosts = readTable(fileTable({ fs, path: '/data/hosts.csv', format: csvFormat({ schema, header: true }) }))
 */
export function readTable<T extends StaticTable>(table: T): Dataset<RowOf<T['schema']>, 'table'> {
  const { description: name, schema } = table
  return new Dataset([table], { op: 'relation', name, schema, streaming: false })
}
