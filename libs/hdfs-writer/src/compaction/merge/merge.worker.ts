import { parentPort } from 'node:worker_threads'
import type { MergeOptions } from './merge-files.ts'
import { mergeFiles } from './merge-files.ts'

/** Merges files for whoever asks, one job after another. */
parentPort?.on('message', async ({ files, options }: { files: readonly Uint8Array[]; options: MergeOptions }) => {
  const result = await mergeFiles(files, options).catch(error => ({ result: 'failed', error }))
  const transfer = 'bytes' in result ? [result.bytes.buffer] : []
  parentPort?.postMessage(result, transfer)
})
