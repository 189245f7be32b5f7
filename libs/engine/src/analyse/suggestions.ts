/** The names nearest to a wrong one, the nearest first: at most five, which is what Spark suggests. */
export function nearest(name: string, names: readonly string[], most = 5): readonly string[] {
  const distances = new Map(names.map(n => [n, distance(name.toLowerCase(), n.toLowerCase())]))
  return [...names].sort((a, b) => distances.get(a)! - distances.get(b)!).slice(0, most)
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]
}
