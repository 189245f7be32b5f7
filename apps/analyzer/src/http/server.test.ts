import { connect } from 'node:net'
import { type Report, reportOf } from '@millrace/analytics'
import type { StreamingQueryProgress } from '@millrace/engine'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type BatchFigures, Figures } from '../figures.ts'
import { type AnalyzerHttp, openHttp } from './open-http.ts'

const EMPTY = reportOf(() => undefined)
const REPORT: Report = { ...EMPTY, lines: 3, parsed: 3, uniqueHosts: 2, hosts: [{ host: 'a', count: 3 }] }

let written: BatchFigures
let figures: Figures
let http: AnalyzerHttp

beforeEach(async () => {
  written = { batchId: null, report: EMPTY }
  figures = new Figures(() => written)
  http = await openHttp({ host: '127.0.0.1', port: 0, figures })
  onTestFinished(() => http.close())
})

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${http.url}${path}`, init)

test('before the first batch the figures are the empty report', async () => {
  const response = await get('/api/v1/analyses')
  expect(response.status).toBe(200)
  expect(response.headers.get('x-millrace-batch-id')).toBe('none')
  expect(await response.json()).toEqual(EMPTY)
})

test('figures appear when their batch is committed, not before', async () => {
  written = { batchId: 7, report: REPORT }
  expect(await (await get('/api/v1/analyses')).json()).toEqual(EMPTY)
  figures.committed()
  const response = await get('/api/v1/analyses')
  expect(response.headers.get('x-millrace-batch-id')).toBe('7')
  expect(response.headers.get('content-type')).toMatch('application/json')
  expect(await response.json()).toEqual(REPORT)
})

test('each member of the report has an address of its own', async () => {
  written = { batchId: 0, report: REPORT }
  figures.committed()
  for (const [name, value] of Object.entries(REPORT)) {
    const response = await get(`/api/v1/analyses/${name}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch('application/json')
    expect(response.headers.get('x-millrace-batch-id')).toBe('0')
    expect(await response.json()).toEqual(value)
  }
})

test.each([
  ['/api/v1/analyses/nope', 404, 'There is no analysis "nope"; expected one of lines, '],
  ['/api/v1/analyses/__proto__', 404, 'There is no analysis "__proto__"'],
  ['/api/v1/analyses/constructor', 404, 'There is no analysis "constructor"'],
  ['/api/v1/analyses/%00%0d%0a', 404, 'There is no analysis "\\u0000\\r\\n"'],
  [`/api/v1/analyses/${'a'.repeat(2000)}`, 404, 'There is no analysis "aaa'],
  ['/api/v1/analyses/%ff', 400, 'The request is not understood.'],
  ['/api/v1/analyses/hosts/..%2f..%2fetc%2fpasswd', 404, 'There is nothing here'],
  ['/api/v1', 404, 'There is nothing here'],
  ['/', 404, 'There is nothing here'],
])('GET %s is a clean JSON error', async (path, status, message) => {
  const response = await get(path)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch('application/json')
  const body = (await response.json()) as { message: string }
  expect(body).toEqual({ message: expect.stringContaining(message) })
})

test('HEAD has the headers of GET, other methods are refused', async () => {
  const head = await get('/api/v1/analyses', { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(head.headers.get('x-millrace-batch-id')).toBe('none')
  expect(await head.text()).toBe('')
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await get('/api/v1/analyses', { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
    expect(await response.json()).toEqual({ message: `${method} is not allowed here; expected GET or HEAD.` })
  }
})

test('what is not HTTP is refused, and the server goes on', async () => {
  const socket = connect(Number(new URL(http.url).port), '127.0.0.1')
  socket.end('\u0000\u0001 nonsense\r\n\r\n')
  const answer = await new Promise<string>(resolve => {
    let text = ''
    socket.on('data', data => {
      text += data
    })
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect((await get('/healthz')).status).toBe(200)
})

test('ready is who has started and reaches everything', async () => {
  const ready = async () => {
    const response = await get('/readyz')
    return [response.status, ((await response.json()) as { problem?: string }).problem]
  }
  expect(await ready()).toEqual([503, 'The query has not started yet.'])
  http.health.succeeded()
  expect(await ready()).toEqual([200, undefined])
  http.health.interrupted('No broker answers.')
  expect(await ready()).toEqual([503, 'No broker answers.'])
  expect((await get('/healthz')).status).toBe(200)
  expect(await (await get('/metrics')).text()).toContain('\nmillrace_ready 0\n')
  // A trigger that finds nothing new asks the source alone: the table may still be away.
  http.health.succeeded()
  expect(await ready()).toEqual([503, 'No broker answers.'])
  http.health.recovered()
  expect(await ready()).toEqual([200, undefined])
})

test('metrics tell of the batches', async () => {
  http.health.succeeded()
  const progress = {
    batchDuration: 1500,
    observedMetrics: { parse: { lines: 10, parsed: 8, malformed: 2, malformedReasons: { time: 2 } } },
    sources: [{ metrics: { rowsBehindLatest: '42' } }],
    stateOperators: [{ numRowsTotal: 5, memoryUsedBytes: 100 }],
  } as unknown as StreamingQueryProgress
  http.metrics.observe(progress)
  http.metrics.observe(progress)
  const response = await get('/metrics')
  expect(response.headers.get('content-type')).toMatch('text/plain')
  const text = await response.text()
  for (const sample of [
    'millrace_batches_total 2',
    'millrace_lines_total 20',
    'millrace_malformed_lines_total{reason="time"} 4',
    'millrace_batch_duration_seconds 1.5',
    'millrace_source_lag_records 42',
    'millrace_state_rows 5',
    'millrace_state_bytes 100',
    'millrace_ready 1',
  ])
    expect(text).toContain(`\n${sample}\n`)
  expect(text).toMatch(/\nmillrace_batch_age_seconds \d+(\.\d+)?(e-\d+)?\n/)
})

test('the lag is what the source was last asked, also between batches', async () => {
  http.metrics.observeLag(17)
  expect(await (await get('/metrics')).text()).toContain('\nmillrace_source_lag_records 17\n')
  http.metrics.observeLag(40)
  expect(await (await get('/metrics')).text()).toContain('\nmillrace_source_lag_records 40\n')
})

test('a port in use is said in one sentence', async () => {
  const port = Number(new URL(http.url).port)
  await expect(openHttp({ host: '127.0.0.1', port, figures })).rejects.toMatchObject({
    code: 'MILLRACE_USAGE',
    message: `--port ${port}: cannot listen on 127.0.0.1:${port}, it is in use; expected a free port, or 0 to take one.`,
  })
})
