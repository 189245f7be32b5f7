import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { parserModule } from './parser-module.ts'
import { webLog } from './web-log/formats.ts'

test('a worker thread makes the parser from the reference alone', async () => {
  const reference = JSON.parse(JSON.stringify(parserModule(webLog, { host: 'values' })))
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    const line = Buffer.from('h - - [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 7')
    import(workerData.module).then(module => {
      const parser = module[workerData.name](workerData.options)
      const block = { bytes: line, starts: Int32Array.of(0), ends: Int32Array.of(line.length), count: 1 }
      const { length, columns } = parser.parse(block)
      parentPort.postMessage([length, columns.host.dictionary.string(columns.host.ids[0])])
    })`
  const worker = new Worker(code, { eval: true, workerData: reference })
  try {
    expect(await once(worker, 'message')).toEqual([[1, 'h']])
  } finally {
    await worker.terminate()
  }
})
