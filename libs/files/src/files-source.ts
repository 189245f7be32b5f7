import { type BatchSource, siblingModule } from '@millrace/engine'
import { fileBlocks } from './file-blocks.ts'
import type { FileBlockMeta } from './line-decoder.ts'

/** The lines of files, plain, gzip or zstd, one file after another; `-` is stdin. Errors as `fileBlocks`. */
export function filesSource(paths: readonly string[]): BatchSource {
  return {
    description: `Files[${paths.join(', ')}]`,
    schema: [
      { name: 'file', type: 'string', nullable: false },
      { name: 'position', type: 'int64', nullable: false },
    ],
    position: { source: 'file', position: 'position' },
    decoder: { module: siblingModule(import.meta.url, 'line-decoder'), name: 'createLineDecoder', options: {} },
    async *blocks(signal) {
      for (const file of paths) {
        for await (const { bytes, position } of fileBlocks(file)) {
          signal.throwIfAborted()
          const meta: FileBlockMeta = { file, position }
          yield { bytes, meta }
        }
      }
    },
  }
}
