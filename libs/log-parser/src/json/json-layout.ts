import type { FieldSpec } from '../fields/field.ts'

/** A field of a JSON line, and where its value stands. */
export interface JsonField extends FieldSpec {
  /** Paths of member names from the line's object; the first that is there and not null counts. Of an array the first element is meant. */
  readonly paths: readonly (readonly string[])[]
}

/** The fields that are taken from a JSON line; other members are passed over. */
export interface JsonLayout {
  readonly fields: readonly JsonField[]
  /** Lines in which none of the `of` is there are malformed for the field `name`: the server logs other events in the same form. */
  readonly required?: { readonly name: string; readonly of: readonly string[] }
}
