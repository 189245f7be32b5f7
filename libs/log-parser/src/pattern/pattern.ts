import type { FieldSpec } from '../fields/field.ts'

/** A field of a line and the literal text behind it. */
export interface PatternField extends FieldSpec {
  /** Empty behind the last field, and where the field's length is fixed. */
  readonly literal: string
  /** Its text may hold ", " and " : ", as lists of upstreams and of forwarding proxies do. */
  readonly list?: boolean
  /** Bytes that it always has. */
  readonly length?: number
  /** Bytes that it has at least. */
  readonly least?: number
  /** The last field: it takes whatever is left of the line. */
  readonly rest?: boolean
  /** Between quotes or, where it is a dash or the like, without them. */
  readonly quotable?: boolean
  /** Not there where no quote begins here; with `quotable`. */
  readonly optional?: boolean
  /** Padded with spaces on the left. */
  readonly padded?: boolean
}

/** Several fields, with what is between them, read once more as one. */
export interface PatternSpan extends FieldSpec {
  /** Names of the first and the last of them. */
  readonly from: string
  readonly to: string
}

/** The form of a line: literal text, and fields with literal text behind each. */
export interface Pattern {
  readonly start: string
  readonly fields: readonly PatternField[]
  /** Number of fields that a line must have; those behind may be missing from some field on. Default all. */
  readonly required?: number
  readonly spans?: readonly PatternSpan[]
}

/** The fields as a cutter of the pattern numbers them: spans come last. */
export const fieldsOf = ({ fields, spans = [] }: Pattern): readonly FieldSpec[] => [...fields, ...spans]
