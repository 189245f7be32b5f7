import { columnOf } from '@millrace/columns'
import { describe, expect, test } from 'vitest'
import { createLineParser, reasonsOf, schemaOf } from './create-line-parser.ts'
import { blockOf, everything, parseLines } from './testing/rows.ts'
import { combined, common, webLog } from './web-log/formats.ts'
import { MALFORMED_REASONS } from './web-log/malformed-reason.ts'

const LINES = [
  'a - u [01/Aug/1995:00:00:01 -0400] "GET /x?y HTTP/1.0" 200 7',
  'broken',
  '- - - [01/Aug/1995:00:00:01 -0400] "-" 408 - "r" "m"',
]

describe('createLineParser', () => {
  test('fills the columns asked for and no others', () => {
    const parser = createLineParser(webLog, { path: 'values', status: 'values' })
    expect(parseLines(parser, LINES)).toEqual([{ path: '/x', status: 200 }, 'host', { path: null, status: 408 }])
    expect(parseLines(createLineParser(webLog, {}), LINES)).toEqual([{}, 'host', {}])
  })

  test("fills nothing but nulls for 'validity', and interns nothing", () => {
    const all = createLineParser(webLog, everything(schemaOf(webLog))).parse(blockOf(LINES))
    const needs = Object.fromEntries(schemaOf(webLog).map(field => [field.name, 'validity' as const]))
    const { columns } = createLineParser(webLog, needs).parse(blockOf(LINES))
    for (const [name, column] of Object.entries(columns)) {
      expect([name, column.nullCount]).toEqual([name, all.columns[name].nullCount])
      if (column.type !== 'string') continue
      const expected = all.columns[name]
      if (expected.type !== 'string') continue
      expect(column.ids.subarray(0, 2)).toEqual(expected.ids.subarray(0, 2).map(id => (id < 0 ? -1 : 0)))
      expect(column.dictionary.size).toBe(1)
    }
  })

  test('says which lines were parsed, and which were not and why', () => {
    const parser = createLineParser(webLog, { host: 'values' })
    const batch = parser.parse(blockOf(LINES))
    expect([...(batch.rows ?? [])]).toEqual([0, 2])
    expect([...batch.malformed.rows]).toEqual([1])
    expect([...batch.malformed.reasons].map(reason => parser.reasons[reason])).toEqual(['host'])
    expect(parser.parse(blockOf([LINES[0]])).rows).toBeNull()
    const none = parser.parse(blockOf([]))
    expect([none.length, none.malformed.count, none.rows]).toEqual([0, 0, null])
  })

  test('shares dictionaries between batches up to a reset, and leaves the old ones whole', () => {
    const parser = createLineParser(webLog, { host: 'values' })
    const line = (host: string) => LINES[0].replace('a', host)
    const host = () => {
      const column = parser.parse(blockOf([line('b'), line('a')])).columns.host
      return column.type === 'string' ? column : expect.fail('host is a string column')
    }
    const first = host()
    const before = parser.byteSize
    expect(host().dictionary).toBe(first.dictionary)
    parser.reset()
    const second = host()
    expect(second.dictionary).not.toBe(first.dictionary)
    expect([...first.ids].map(id => first.dictionary.string(id))).toEqual(['b', 'a'])
    expect([...second.ids].map(id => second.dictionary.string(id))).toEqual(['b', 'a'])
    expect(parser.byteSize).toBe(before)
  })

  test('columns fit the schema', () => {
    const schema = schemaOf(webLog)
    const { columns, length } = createLineParser(webLog, everything(schema)).parse(blockOf(LINES))
    const batch = { schema, length, columns: schema.map(field => columns[field.name]) }
    for (const { name, type, nullable } of schema) {
      expect(columnOf(batch, name)).toMatchObject({ type, length: 2 })
      if (!nullable) expect(columnOf(batch, name)?.nullCount).toBe(0)
    }
  })

  test('refuses unknown formats and columns in one sentence', () => {
    expect(() => createLineParser({ preset: 'nginx' }, {})).toThrowError(
      expect.objectContaining({
        code: 'MILLRACE_FORMAT',
        message: 'Unknown log format "nginx"; expected one of common, combined, weblog.',
      }),
    )
    expect(() => createLineParser(common, { hosts: 'values' })).toThrowError(
      expect.objectContaining({
        code: 'MILLRACE_ANALYSIS',
        message: expect.stringMatching(/^Log format common has no column hosts; it has host, ident, .*userAgent\.$/),
      }),
    )
    expect(() => schemaOf({ preset: '' })).toThrowError(expect.objectContaining({ code: 'MILLRACE_FORMAT' }))
  })

  test('every format has the same columns and reasons', () => {
    for (const format of [common, combined, webLog]) {
      expect(schemaOf(format).map(field => field.name)).toHaveLength(13)
      expect(reasonsOf(format)).toEqual(Object.keys(MALFORMED_REASONS))
      expect(createLineParser(format, {}).reasons).toEqual(reasonsOf(format))
    }
  })
})
