import { col, type DateString, type FileSystem, readStream, readTable, sum } from '@millrace/engine'
import { directorySource } from '../directory/directory-source.ts'
import { csvFormat } from '../formats/csv/csv-format.ts'
import { linesFormat } from '../formats/lines-format.ts'
import { textFormat } from '../formats/text/text-format.ts'
import { fileTable } from './file-table.ts'

declare const fs: FileSystem
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => {}

const format = csvFormat({
  schema: [
    { name: 'n', type: 'int64', nullable: false },
    { name: 'name', type: 'string', nullable: true },
  ],
})
const path = '/data'

const streamed = readStream(directorySource({ fs, path, format }))
same<typeof streamed.rowType, { readonly n: bigint; readonly name: string | null }>(true)

const tabled = readTable(
  fileTable({ fs, path, format, partitionColumns: [{ name: 'dt', type: 'date', nullable: true }] }),
)
same<typeof tabled.rowType, { readonly n: bigint; readonly name: string | null; readonly dt: DateString | null }>(true)

const text = readStream(directorySource({ fs, path, format: textFormat() }))
same<typeof text.rowType, { readonly value: string | null }>(true)

streamed.select('name').filter(col('name').eq('x'))
streamed.agg({ total: sum('n') })
// @ts-expect-error: there is no such column.
streamed.select('nmae')
// @ts-expect-error: a sum over strings.
streamed.agg({ total: sum('name') })
// @ts-expect-error: the rows of CSV need no parser.
streamed.parse
// @ts-expect-error: lines have no rows before they are parsed.
readStream(directorySource({ fs, path, format: linesFormat() })).select('file')
// @ts-expect-error: lines are no table.
fileTable({ fs, path, format: linesFormat() })
