import { type BatchSource, type RawBlock, siblingModule } from '@millrace/engine/core'
import { fileSplits } from './file-splits.ts'
import { type InputFile, inputFile } from './input-file.ts'
import type { FileBlockMeta } from './line-decoder.ts'
import { readAhead } from './read-ahead.ts'
import { type StreamBlock, streamBlocks } from './stream-blocks.ts'

export interface FilesSourceOptions {
  /**
   * Plain files are read here too, the next block while one is in use, instead of where they are decoded. Only for blocks that are decoded
   * in this thread, one after another: the memory of one is used again. Default false.
   */
  readonly readAhead?: boolean
  /** Inputs of which something was read already, to tell their format: all their blocks. */
  readonly begun?: ReadonlyMap<string, AsyncIterable<StreamBlock>>
}

/**
 * The lines of files, one file after another; `-` is stdin. Plain files are read in splits where they are decoded; gzip, zstd
 * and streams are read here and handed on in blocks.
 *
 * @throws MILLRACE_INPUT_MISSING when read: no such file, not readable, a directory. MILLRACE_INPUT_DAMAGED: compressed and cut
 * short or damaged.
 */
export function filesSource(paths: readonly string[], options: FilesSourceOptions = {}): BatchSource {
  return {
    description: `Files[${paths.join(', ')}]`,
    schema: [
      { name: 'file', type: 'string', nullable: false },
      { name: 'position', type: 'int64', nullable: false },
    ],
    position: { source: 'file', position: 'position' },
    decoder: { module: siblingModule(import.meta.url, 'line-decoder'), name: 'createLineDecoder', options: {} },
    async *blocks(signal) {
      for (const path of paths) {
        for await (const block of blocksOf(await inputFile(path), options)) {
          signal.throwIfAborted()
          yield block
        }
      }
    },
  }
}

async function* blocksOf({ path, splittable }: InputFile, options: FilesSourceOptions): AsyncGenerator<RawBlock> {
  const begun = options.begun?.get(path)
  if (begun === undefined && splittable !== undefined && options.readAhead !== true) {
    const { size, ...identity } = splittable
    for (const split of fileSplits(path, identity, size)) {
      const meta: FileBlockMeta = { split }
      yield { bytes: new Uint8Array(0), meta }
    }
    return
  }
  const blocks = begun ?? (splittable === undefined ? streamBlocks(path) : readAhead(path))
  for await (const { bytes, position } of blocks) {
    const meta: FileBlockMeta = { file: path, position }
    yield { bytes, meta }
  }
}
