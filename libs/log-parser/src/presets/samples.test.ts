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

test('a listener of aws_elb for TCP has no request', () => {
  const { schema } = formatLayout({ preset: 'aws_elb' })
  const row = (request: string) =>
    parseLines(createFormatParser({ preset: 'aws_elb' }, everything(schema)), [
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
      `2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305 "${request}" "-" - -`,
    ])[0]
  const nothing = { method: null, path: null, query: null, protocol: null, serverName: null, serverPort: null }
  expect(row('- - - ')).toMatchObject({ ...nothing, host: '192.168.131.39' })
  expect(row('- - -')).toMatchObject(nothing)
  expect(row('- - -x')).toMatchObject({ path: '- - -x' })
})

test('what Caddy logs of itself is no request', () => {
  const { schema } = formatLayout({ preset: 'caddy' })
  const parser = createFormatParser({ preset: 'caddy' }, everything(schema))
  const rows = parseLines(parser, [
    '{"level":"info","ts":1646861401.1,"logger":"tls","msg":"cleaning storage unit"}',
    '{"level":"info","ts":1646861401.2,"msg":"serving initial configuration","request":{}}',
    '{"level":"info","ts":1646861401.5,"request":{"method":"GET"}}',
    '{"level":"info","ts":"never","msg":"serving initial configuration"}',
    '{"ts":1646861401.5,"request":{"method":"G\\u0045T"},"status":200}',
  ])
  expect(rows).toMatchObject(['request', 'request', { method: 'GET' }, 'request', { method: 'GET', status: 200 }])
})

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
