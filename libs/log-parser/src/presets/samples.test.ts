import { describe, expect, test } from 'vitest'
import { createFormatParser } from '../create-format-parser.ts'
import { formatLayout } from '../format-layout.ts'
import { everything, parseLines, type Row } from '../testing/rows.ts'
import { webLogSchema } from '../web-log/schema.ts'
import { presetNames } from './presets.ts'
import { SAMPLES } from './samples.ts'

/** The values that are there; times as text. */
function told(row: Row | string | undefined): unknown {
  if (typeof row !== 'object') return row
  const entries = Object.entries(row).filter(([, value]) => value !== null)
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name !== 'time') return [name, typeof value === 'bigint' ? Number(value) : value]
      const micros = value as bigint
      return [
        name,
        new Date(Number(micros / 1000n)).toISOString().replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`),
      ]
    }),
  )
}

describe.each(presetNames)('preset %s', preset => {
  test('reads its sample', () => {
    const format = { preset }
    const parser = createFormatParser(format, everything(formatLayout(format).schema))
    const rows = parseLines(parser, SAMPLES[preset].lines).filter(row => row !== undefined)
    expect(rows.map(told)).toMatchSnapshot()
  })

  test('has the columns of web logs first', () => {
    const names = formatLayout({ preset }).schema.map(({ name }) => name)
    expect(names.slice(0, webLogSchema.length)).toEqual(webLogSchema.map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
  })
})
