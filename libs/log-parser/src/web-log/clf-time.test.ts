import { describe, expect, test } from 'vitest'
import { ClfTime } from './clf-time.ts'

const time = new ClfTime()

/** Micros and offset, or null; one reader for all cases, so that what it remembers is tested too. */
function read(text: string): [number, number] | null {
  const bytes = Buffer.from(`"${text} `)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return time.read(view, 1) ? [time.micros, time.offsetMinutes] : null
}

const utc = (iso: string): number => Date.parse(iso) * 1000

describe('ClfTime', () => {
  test.each([
    ['[01/Aug/1995:00:00:01 -0400]', '1995-08-01T04:00:01Z', -240],
    ['[01/Aug/1995:23:59:59 -0400]', '1995-08-02T03:59:59Z', -240],
    ['[10/Oct/2000:13:55:36 -0700]', '2000-10-10T20:55:36Z', -420],
    ['[29/Feb/2000:00:00:00 +0000]', '2000-02-29T00:00:00Z', 0],
    ['[29/Feb/2024:12:00:00 +0530]', '2024-02-29T06:30:00Z', 330],
    ['[31/Dec/1969:23:59:59 +0000]', '1969-12-31T23:59:59Z', 0],
    ['[01/Jan/1970:00:00:00 +1800]', '1969-12-31T06:00:00Z', 1080],
    ['[01/Jan/1970:00:00:00 -1800]', '1970-01-01T18:00:00Z', -1080],
    ['[01/Jan/1970:00:00:00 -0000]', '1970-01-01T00:00:00Z', 0],
    ['[01/Jan/0001:00:00:00 +0000]', '0001-01-01T00:00:00Z', 0],
    ['[31/Dec/9999:23:59:59 +0000]', '9999-12-31T23:59:59Z', 0],
  ])('%s is %s', (text, iso, offset) => {
    expect(read(text)).toEqual([utc(iso), offset])
  })

  test('every day of four centuries, and the day after each month, as JavaScript has them', () => {
    const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
    const wrong: string[] = []
    for (let year = 1800; year < 2200; year++) {
      for (let month = 0; month < 12; month++) {
        const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
        for (let day = 0; day <= 32; day++) {
          const text = `[${String(day).padStart(2, '0')}/${names[month]}/${year}:00:00:00 +0000]`
          const expected = day >= 1 && day <= days ? Date.UTC(year, month, day) * 1000 : undefined
          if (read(text)?.[0] !== expected) wrong.push(text)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test.each([
    '[30/Feb/2024:00:00:00 +0000]',
    '[29/Feb/2023:00:00:00 +0000]',
    '[29/Feb/1900:00:00:00 +0000]',
    '[31/Apr/2024:00:00:00 +0000]',
    '[00/Jan/2024:00:00:00 +0000]',
    '[01/Jan/0000:00:00:00 +0000]',
    '[01/jan/2024:00:00:00 +0000]',
    '[01/Mai/2024:00:00:00 +0000]',
    '[01/Jan/2024:24:00:00 +0000]',
    '[01/Jan/2024:00:60:00 +0000]',
    '[01/Jan/2024:00:00:60 +0000]',
    '[01/Jan/2024:0a:00:00 +0000]',
    '[01/Jan/2024:00:00:00 +1801]',
    '[01/Jan/2024:00:00:00 +1900]',
    '[01/Jan/2024:00:00:00 +0060]',
    '[01/Jan/2024:00:00:00  0000]',
    '[01/Jan/2024:00:00:00 0000+]',
    '[01-Jan-2024:00:00:00 +0000]',
    '[01/Jan/2024 00:00:00 +0000]',
    '[01/Jan/2024:00.00:00 +0000]',
    '[01/Jan/2024:00:00.00 +0000]',
    '(01/Jan/2024:00:00:00 +0000]',
    '[01/Jan/2024:00:00:00 +0000)',
    '[ 1/Jan/2024:00:00:00 +0000]',
    '\0'.repeat(28),
  ])('%j is no time, before and after a real one of that day', text => {
    expect(read(text)).toBeNull()
    expect(read('[01/Jan/2024:00:00:00 +0000]')).toEqual([utc('2024-01-01T00:00:00Z'), 0])
    expect(read(text)).toBeNull()
  })
})
