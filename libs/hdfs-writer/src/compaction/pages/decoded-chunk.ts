/** Byte strings that values refer to by number: those of a dictionary page, or of a page that has them itself. */
export interface Entries {
  readonly bytes: Uint8Array
  /** Entry i is `bytes[starts[i] .. ends[i])`. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly size: number
}

/** Values of consecutive pages; without `ids` value i is entry i. */
export interface TextPart {
  readonly entries: Entries
  readonly ids: Int32Array | null
  readonly count: number
}

/** The values of a column chunk that are no nulls. */
export type DecodedValues =
  | { readonly kind: 'boolean'; readonly values: Uint8Array }
  | { readonly kind: 'int32'; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly values: BigInt64Array }
  | { readonly kind: 'float'; readonly values: Float32Array }
  | { readonly kind: 'double'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly parts: readonly TextPart[] }
  | { readonly kind: 'fixed'; readonly width: number; readonly bytes: Uint8Array }

/** A column chunk in memory. */
export interface DecodedChunk {
  /** Values and nulls. */
  readonly count: number
  /** Of each its definition level, or the one that all have. */
  readonly definition: Int32Array | number
  /** null where every one is a row. */
  readonly repetition: Int32Array | null
  readonly values: DecodedValues
}
