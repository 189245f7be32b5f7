import stringWidth from 'string-width'

/** Columns of a terminal that a printable text takes: two for wide characters, none for combining marks. */
export const displayWidth = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : stringWidth(text))

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The text in at most `width` columns, cut between characters as a reader sees them; `mark` stands for what was cut. */
export function cutToWidth(text: string, width: number, mark = '…'): string {
  // The slice bounds the work: a cell may be a request of several MB.
  const start = text.length > 8 * width ? text.slice(0, 8 * width) : text
  if (start === text && displayWidth(text) <= width) return text
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
