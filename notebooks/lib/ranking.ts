/** A part of a whole, with two digits; null of nothing. */
export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((10_000 * part) / whole) / 100

type Count = { readonly count: number }

/** A ranking of ours beside that of the article: its count and rank where it lists the name, then those that it alone lists. */
export function ranked(column: string, ours: readonly Count[], article: readonly Count[]): object[] {
  const nameOf = (row: Count): unknown => (row as unknown as Readonly<Record<string, unknown>>)[column]
  const published = new Map(article.map((row, i) => [nameOf(row), { article: row.count, 'its rank': i + 1 }]))
  const rows = ours.map((row, i) => {
    const { article = null, 'its rank': rank = null } = published.get(nameOf(row)) ?? {}
    published.delete(nameOf(row))
    return { rank: i + 1, [column]: nameOf(row), count: row.count, article, 'its rank': rank }
  })
  const others = [...published].map(([name, row]) => ({ rank: null, [column]: name || '(empty)', count: null, ...row }))
  return [...rows, ...others]
}
