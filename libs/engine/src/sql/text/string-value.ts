const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([\s\S]))|(''|"")/g
const SINGLE: Readonly<Record<string, string>> = {
  '0': '\u0000',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // Kept for LIKE.
  '%': '\\%',
  _: '\\_',
}

/** The value of a string literal as Spark reads it: backslash escapes, doubled quotes, raw strings. */
export function stringValue(literal: string): string {
  if (literal[0] === 'r' || literal[0] === 'R') return literal.slice(2, -1)
  const quote = literal[0]
  return literal
    .slice(1, -1)
    .replace(ESCAPE, (_, u4?: string, u8?: string, octal?: string, c?: string, doubled?: string) => {
      if (doubled !== undefined) return doubled[0] === quote ? quote : doubled
      const hex = u4 ?? u8
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return SINGLE[c!] ?? c!
    })
}

/** The name of an identifier token. */
export const identifierName = (text: string): string =>
  text[0] === '`' ? text.slice(1, -1).replaceAll('``', '`') : text
