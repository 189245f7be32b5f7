import { expect, test } from 'vitest'
import { encode } from '../testing/encode.ts'
import { LOG_SCHEMA, logBatch, logRows } from '../testing/log-rows.ts'
import { loadParquetWasm } from './parquet-wasm.ts'

test('the writer’s memory does not grow with the number of files', async () => {
  const wasm = await loadParquetWasm()
  const memory = () => (wasm.wasmMemory() as unknown as { buffer: ArrayBuffer }).buffer.byteLength
  const batch = logBatch(logRows(0, 20_000))
  await encode({}, LOG_SCHEMA, [batch])
  await encode({}, LOG_SCHEMA, [batch])
  const before = memory()
  for (let i = 0; i < 60; i++) await encode({}, LOG_SCHEMA, [batch])
  expect(memory()).toBe(before)
})
