const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * JSON in which characters that steer a terminal, or hide, are escaped: the same values for a program. Line feeds between values
 * stay.
 */
export const inertJson = (json: string): string =>
  json.replace(UNPRINTABLE, c => {
    if (c === '\n') return c
    return Array.from({ length: c.length }, (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
  })
