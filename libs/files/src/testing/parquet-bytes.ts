import type { HostValue, Schema } from '@millrace/columns'
import { toIpc } from '@millrace/columns'
import { columnOfHosts } from '@millrace/engine/values'
import { Table, writeParquet } from 'parquet-wasm'

/** A Parquet file of these rows. */
export function parquetBytes(schema: Schema, rows: readonly (readonly HostValue[])[]): Uint8Array {
  const columns = schema.map(({ type }, i) =>
    columnOfHosts(
      type,
      rows.map(row => row[i]),
    ),
  )
  return writeParquet(Table.fromIPCStream(toIpc({ schema, length: rows.length, columns })))
}
