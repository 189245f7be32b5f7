import type { Cell, ColumnKind } from '../panels/panel.ts'
import { groupedNumber } from './grouped-number.ts'

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A cell for people: numbers grouped, bytes and durations in a fitting unit, null as `-`. Texts are as they were, not yet neutralised. */
export function figureText(kind: ColumnKind, value: Cell): string {
  if (value === null) return '-'
  if (typeof value === 'string') return value
  switch (kind) {
    case 'count':
      return groupedNumber(value)
    case 'share':
      return `${groupedNumber(100 * value, 1)}%`
    case 'bytes':
      return bytesText(value)
    case 'duration':
      return durationText(value)
    case 'hour':
      return `${String(value).padStart(2, '0')}:00`
    case 'weekday':
      return WEEKDAYS[value - 1] ?? String(value)
    case 'number':
      return groupedNumber(value, 2)
    default:
      return groupedNumber(value)
  }
}

/** What `figureText` rounded, in full: `1,234,567 bytes`, `1,500 µs`; undefined where it shows everything. */
export function exactFigure(kind: ColumnKind, value: Cell): string | undefined {
  if (typeof value !== 'number') return undefined
  switch (kind) {
    case 'bytes':
      return value < 1024 && Number.isInteger(value) ? undefined : `${value.toLocaleString('en-US')} bytes`
    case 'duration':
      return `${value.toLocaleString('en-US')} µs`
    case 'share':
      return `${(100 * value).toLocaleString('en-US', { maximumFractionDigits: 6 })} %`
    default:
      return Number.isInteger(value) ? undefined : String(value)
  }
}

/** Whether a column stands to the right, as numbers do. */
export const isFigure = (kind: ColumnKind): boolean => !['text', 'day', 'time', 'hour', 'weekday'].includes(kind)

/** At least three digits, as far as there are that many: `1.23 MiB`, `12.3 MiB`, `123 MiB`. */
function scaled(value: number, unit: string): string {
  const size = Math.abs(value)
  return `${value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)} ${unit}`
}

function bytesText(value: number): string {
  if (Math.abs(value) < 1024) return Number.isInteger(value) ? `${value} B` : scaled(value, 'B')
  let size = value
  let unit = 0
  // From 1023.5 on, three digits would say 1024.
  while (Math.abs(size) >= 1023.5 && unit < BYTES.length - 1) {
    size /= 1024
    unit++
  }
  return scaled(size, BYTES[unit])
}

function durationText(micros: number): string {
  const size = Math.abs(micros)
  if (size < 999.5) return Number.isInteger(micros) ? `${micros} µs` : scaled(micros, 'µs')
  if (size < 999_500) return scaled(micros / 1e3, 'ms')
  if (size < 99_950_000) return scaled(micros / 1e6, 's')
  const seconds = Math.round(micros / 1e6)
  if (Math.abs(seconds) < 3600) return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`
  return `${groupedNumber(Math.trunc(seconds / 3600))} h ${Math.abs(Math.trunc((seconds % 3600) / 60))} min`
}
