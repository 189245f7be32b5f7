import { MillraceError } from '@millrace/errors'

/**
 * What becomes of a record that is not as the schema says. PERMISSIVE: what cannot be read is null, and the whole record is in
 * the column for corrupt records where the schema has one. DROPMALFORMED: the record is left out. FAILFAST: MILLRACE_INPUT_DAMAGED.
 */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST'

const SHOWN = 200

/** A record that FAILFAST refuses. */
export function malformedRecord(file: string, position: number, record: Uint8Array): MillraceError {
  const text = Buffer.from(record.subarray(0, SHOWN)).toString()
  return new MillraceError(
    'MILLRACE_INPUT_DAMAGED',
    `${file} has a record at byte ${position} that does not follow the schema (mode FAILFAST): ${text}`,
  )
}
