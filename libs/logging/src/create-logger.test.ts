import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { createLogger } from './create-logger.ts'

function sink(isTTY: boolean) {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY }), text: () => text }
}

it('writes one JSON object a line where there is no terminal', () => {
  const { stream, text } = sink(false)
  createLogger('ingest', { stream, env: {} }).info({ lines: 3 }, 'sent')
  expect(JSON.parse(text())).toMatchObject({ level: 'info', name: 'ingest', msg: 'sent', lines: 3 })
})

it('is readable on a terminal or when asked to be', () => {
  for (const [isTTY, env] of [
    [true, { NO_COLOR: '1' }],
    [false, { MILLRACE_LOG: 'pretty' }],
  ] as const) {
    const { stream, text } = sink(isTTY)
    createLogger('ingest', { stream, env }).warn('Waiting.')
    expect(text()).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: Waiting\.\n$/)
  }
})

it('takes its level from the environment', () => {
  const { stream, text } = sink(false)
  createLogger('ingest', { stream, env: { MILLRACE_LOG_LEVEL: 'warn' } }).info('quiet')
  createLogger('ingest', { stream, env: { MILLRACE_LOG_LEVEL: 'nonsense' } }).info('default')
  expect(text()).toContain('default')
  expect(text()).not.toContain('quiet')
})
