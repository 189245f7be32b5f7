/** Reads one field of a line into its columns. A field that is not there is given as the range from -1 to -1. */
export interface FieldReader {
  /** Index of the field. */
  readonly index: number
  /** False when the field makes its line malformed. Nothing is written yet. */
  accepts(bytes: Uint8Array, start: number, end: number): boolean
  /** Writes the field that `accepts` looked at last. */
  write(row: number, bytes: Uint8Array, start: number, end: number, view: DataView): void
}
