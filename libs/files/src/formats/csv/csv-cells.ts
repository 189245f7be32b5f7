import { CsvFields } from './csv-fields.ts'

/** The fields of one record as texts, without their quotes, as `csvFormat` finds them where it is told no more than the delimiter. */
export function csvCells(record: string, delimiter: string): string[] {
  const fields = new CsvFields({
    delimiter,
    quote: '"',
    escape: '\\',
    ignoreLeadingWhiteSpace: false,
    ignoreTrailingWhiteSpace: false,
  })
  const bytes = Buffer.from(record)
  fields.split(bytes, 0, bytes.length)
  return Array.from({ length: fields.count }, (_, i) =>
    Buffer.from(fields.sources[i].subarray(fields.starts[i], fields.ends[i])).toString(),
  )
}
