import { printable } from '@millrace/analytics/text'
import { sizeText } from '@millrace/config'
import type { CompactionReport } from '@millrace/hdfs-writer'

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0)

/** What was done, or would be, for people. */
export function reportText(report: CompactionReport, dryRun: boolean): string {
  const { merged, dropped, skipped, finished, unknown, kept, files } = report
  const byPath = merged.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const lines = byPath.map(group => {
    const after = group.mergedBytes === null ? '' : ` -> ${sizeText(group.mergedBytes)}, ${count(group.rows!, 'row')}`
    return `${group.path}: ${count(group.files, 'file')}, ${sizeText(group.bytes)}${after}`
  })
  const would = dryRun ? 'would be ' : ''
  for (const partition of dropped)
    lines.push(
      `${partition.directory}: ${would}dropped, ${count(partition.files, 'file')}, ${sizeText(partition.bytes)}`,
    )
  for (const { path, reason } of skipped) lines.push(`${path}: left, ${reason}`)
  if (finished > 0) lines.push(`${count(finished, 'file')} taken away that an earlier run had merged`)
  if (unknown > 0)
    lines.push(`${count(unknown, 'file')} left of which no known checkpoint says that they are committed`)
  if (merged.length === 0) lines.push('nothing to merge')
  else
    lines.push(
      `${count(
        sum(merged, group => group.files),
        'file',
      )} ${would}merged into ${merged.length}; the table ${dryRun ? 'would have' : 'has'} ${count(files, 'file')}`,
    )
  if (kept > 0) lines.push(`${count(kept, 'replaced file')} kept for readers; a later run deletes them`)
  return lines.map(line => `${printable(line)}\n`).join('')
}
