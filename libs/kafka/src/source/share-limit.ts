/**
 * Splits a limit of rows over partitions in proportion to their backlogs, as Spark's maxOffsetsPerTrigger does: no
 * partition with a backlog starves while the limit reaches for one row each, the sum never exceeds the limit, and the same
 * backlogs give the same shares.
 */
export function shareLimit(backlogs: readonly number[], limit: number): readonly number[] {
  const total = backlogs.reduce((sum, n) => sum + n, 0)
  if (total <= limit) return backlogs
  const waiting = backlogs.filter(n => n > 0).length
  if (limit < waiting) {
    const largest = backlogs.map((n, i) => ({ n, i })).sort((a, b) => b.n - a.n || a.i - b.i)
    const shares = backlogs.map(() => 0)
    for (const { i } of largest.slice(0, limit)) shares[i] = 1
    return shares
  }
  const shares = backlogs.map(n => (n > 0 ? Math.max(1, Math.min(n, Math.floor(limit * (n / total)))) : 0))
  let left = limit - shares.reduce((sum, n) => sum + n, 0)
  for (; left < 0; left++) shares[shares.indexOf(Math.max(...shares))]--
  for (let i = 0; left > 0; i = (i + 1) % shares.length) {
    if (shares[i] < backlogs[i]) {
      shares[i]++
      left--
    }
  }
  return shares
}
