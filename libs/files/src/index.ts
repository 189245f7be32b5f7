export { type Compression, compressionOf, decompress, MAGIC_BYTES } from './compression.ts'
export { contentSize, type FileBlock, fileBlocks } from './file-blocks.ts'
export { filesSource } from './files-source.ts'
export { createLineDecoder, type FileBlockMeta } from './line-decoder.ts'
