/** What JSON leaves as it is, and a terminal would obey or hide; see `printable`. */
const UNPRINTABLE = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A value as a JSON document with indentation: the same value for whoever parses it, and nothing in it moves a terminal. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(UNPRINTABLE, character =>
    Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i))}`).join(''),
  )

const hex = (unit: number): string => unit.toString(16).padStart(4, '0')
