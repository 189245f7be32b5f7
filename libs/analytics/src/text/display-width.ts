import { createRequire } from 'node:module'
import type stringWidth from 'string-width'

/** Columns of a terminal that a printable text takes: two for wide characters, none for combining marks. */
export const displayWidth = (text: string): number => (ONE_COLUMN_EACH.test(text) ? text.length : widthOf(text))

/** Latin, Greek and most Cyrillic letters, dashes, quotes, arrows, lines and blocks, which reports are drawn with. */
const ONE_COLUMN_EACH =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205f\u2190-\u22ff\u2500-\u25fc]*$/

// Both are loaded for other texts only: they take longer than a short report.
let widths: typeof stringWidth | undefined
let clusters: Intl.Segmenter | undefined

function widthOf(text: string): number {
  widths ??= createRequire(import.meta.url)('string-width').default as typeof stringWidth
  return widths(text)
}

/** The text in at most `width` columns, cut between characters as a reader sees them; `mark` stands for what was cut. */
export function cutToWidth(text: string, width: number, mark = '…'): string {
  // The slice bounds the work: a cell may be a request of several MB.
  const start = text.length > 8 * width ? text.slice(0, 8 * width) : text
  if (start === text && displayWidth(text) <= width) return text
  clusters ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  let cut = ''
  let left = width - displayWidth(mark)
  for (const { segment } of clusters.segment(start)) {
    left -= displayWidth(segment)
    if (left < 0) break
    cut += segment
  }
  return cut + mark
}

/** The text with blanks up to `width` columns, on its left where `right` is set. */
export function padToWidth(text: string, width: number, right = false): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return right ? blanks + text : text + blanks
}

/** A sentence in lines of at most `width` columns. */
export function wrapToWidth(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(cutToWidth(word, width))
  }
  return lines
}
