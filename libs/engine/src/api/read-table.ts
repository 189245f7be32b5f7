import type { StaticTable } from '../connector/static-table.ts'
import { Dataset } from './dataset.ts'
import type { RowOf } from './row-types.ts'

/**
 * The rows of a table that does not grow.
 *
 * @example
 * const hosts = readTable(csvTable({ fs, path: '/data/hosts.csv', schema: [...] as const, header: true }))
 */
export function readTable<T extends StaticTable>(table: T): Dataset<RowOf<T['schema']>> {
  const { description: name, schema } = table
  return new Dataset([table], { op: 'relation', name, schema, streaming: false })
}
