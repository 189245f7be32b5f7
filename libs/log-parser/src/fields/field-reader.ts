/** Reads one field of a line into its columns. A field that is not there is given as the range from -1 to -1. */
export interface FieldReader {
  /** Index of the field. */
  readonly index: number
  /** Writes the field; where its reader is a FieldCheck too, that which `accepts` looked at last. */
  write(row: number, bytes: Uint8Array, start: number, end: number, view: DataView): void
}

/** A field that can make its line malformed. */
export interface FieldCheck extends FieldReader {
  /** False when it does. Nothing is written yet. */
  accepts(bytes: Uint8Array, start: number, end: number): boolean
}

export const isCheck = (reader: FieldReader): reader is FieldCheck => 'accepts' in reader
