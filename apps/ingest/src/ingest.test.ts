import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseOptions } from '@millrace/config'
import type { LineProducer, SourcePosition } from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { createLogger } from '@millrace/logging'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ingest } from './ingest.ts'
import { ingestOptions } from './options.ts'
import { TextSink } from './testing/text-sink.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ingest-open-'))
  await writeFile(join(directory, 'a.log'), 'one\n')
})
afterEach(() => rm(directory, { recursive: true }))

/** A target that opens when the test says so. */
class OpeningProducer implements LineProducer {
  readonly description = 'the target'
  readonly maxLineBytes = 1000
  readonly opening = Promise.withResolvers<void>()
  /** Connections and locks, as it were. */
  held = 1
  open(): Promise<void> {
    return this.opening.promise.then(() => {
      this.held++
    })
  }
  async positions(): Promise<ReadonlyMap<string, SourcePosition>> {
    return new Map()
  }
  async commit(): Promise<void> {}
  async close(): Promise<void> {
    this.held = 0
  }
}

function run(producer: LineProducer, finish: AbortSignal): Promise<void> {
  const options = parseOptions(ingestOptions, [join(directory, 'a.log')], {})
  const log = createLogger('test', { stream: new TextSink(), env: { MILLRACE_LOG: 'json' } })
  const stop = { finish, giveUp: new AbortController().signal }
  return ingest(options, { producer, quarantine: join(directory, 'q'), log, stop, stderr: process.stderr })
}

it('closes a target that could not be opened', async () => {
  const producer = new OpeningProducer()
  const error = new MillraceError('MILLRACE_KAFKA_UNREACHABLE', 'No broker answers.')
  producer.opening.promise.catch(() => {})
  producer.opening.reject(error)
  await expect(run(producer, new AbortController().signal)).rejects.toBe(error)
  expect(producer.held).toBe(0)
})

it('stopped while the target opens, it ends at once and closes the target, then and when it has opened', async () => {
  const producer = new OpeningProducer()
  const finish = new AbortController()
  const running = run(producer, finish.signal)
  finish.abort()
  await running
  expect(producer.held).toBe(0)
  producer.opening.resolve()
  await new Promise(setImmediate)
  expect(producer.held).toBe(0)
})
