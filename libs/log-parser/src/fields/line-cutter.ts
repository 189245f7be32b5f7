/** The line is cut. */
export const CUT = -1
/** The line is none of the log's records, as `#Fields:` of W3C's format. */
export const NO_RECORD = -2

/** Cuts lines into fields. What `cut` found holds up to its next call. */
export interface LineCutter {
  /** Ranges of the fields in `bytes`; -1 for a field that is not there. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The bytes that the ranges mean: those of the line, or a decoded copy. */
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Forgets what earlier lines said. */
  begin?(): void
  /** Gives CUT, NO_RECORD, or the index of the field that cannot be right; the number of fields where something follows the last. */
  cut(bytes: Uint8Array, view: DataView, start: number, end: number): number
}
