import { join } from 'node:path'
import { pack } from './pack.ts'

const root = join(import.meta.dirname, '../..')
const { file, bytes, unpackedBytes, files } = await pack(root, join(root, 'dist'))
const megabytes = (count: number): string => (count / 1e6).toFixed(2)
console.log(`${file}: ${megabytes(bytes)} MB, unpacked ${megabytes(unpackedBytes)} MB in ${files.length} files`)
