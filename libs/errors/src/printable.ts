/**
 * Controls, format characters (bidi marks, zero widths), line separators, lone surrogates and what else has no glyph: what a terminal
 * would obey, what reorders a line, and what hides in it.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text from a log for a terminal, in one line: unprintable characters are shown as `\xhh` or `\u{hhhh}`. The forms for HTML and CSV
 * begin with this one, so that a value looks the same everywhere.
 */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, c => {
    const hex = c.codePointAt(0)?.toString(16) ?? ''
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
  })
