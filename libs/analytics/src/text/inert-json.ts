/** What JSON leaves as it is, and a terminal would obey or hide; see `printable`. */
const UNPRINTABLE = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** JSON in which characters that steer a terminal, or hide, are escaped: the same values for a program. */
export const inertJson = (json: string): string =>
  json.replace(UNPRINTABLE, character =>
    Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i))}`).join(''),
  )

const hex = (unit: number): string => unit.toString(16).padStart(4, '0')
