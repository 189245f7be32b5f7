import { expect, test } from 'vitest'
import type { Cell, ColumnKind } from '../panels/panel.ts'
import { exactFigure, figureText } from './index.ts'

test.each<[ColumnKind, Cell, string, string | undefined]>([
  ['count', 1234567, '1,234,567', undefined],
  ['count', null, '-', undefined],
  ['number', 12.345, '12.35', '12.345'],
  ['number', 1200, '1,200.00', undefined],
  ['share', 0.12345, '12.3%', '12.345 %'],
  ['bytes', 0, '0 B', undefined],
  ['bytes', 1023, '1023 B', undefined],
  ['bytes', 1024, '1.00 KiB', '1,024 bytes'],
  ['bytes', 1048064, '1.00 MiB', '1,048,064 bytes'],
  ['bytes', 56_500_000_000, '52.6 GiB', '56,500,000,000 bytes'],
  ['bytes', 17530.25, '17.1 KiB', '17,530.25 bytes'],
  ['duration', 999, '999 µs', '999 µs'],
  ['duration', 1500, '1.50 ms', '1,500 µs'],
  ['duration', 2_345_000, '2.35 s', '2,345,000 µs'],
  ['duration', 125_000_000, '2 min 5 s', '125,000,000 µs'],
  ['duration', 7_260_000_000, '2 h 1 min', '7,260,000,000 µs'],
  ['hour', 7, '07:00', undefined],
  ['weekday', 7, 'Sunday', undefined],
  ['day', '1995-08-01', '1995-08-01', undefined],
  ['text', '<b>', '<b>', undefined],
])('%s %s is %s', (kind, value, text, exact) => {
  expect(figureText(kind, value)).toBe(text)
  expect(exactFigure(kind, value)).toBe(exact)
})
