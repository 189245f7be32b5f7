import type { RawBlock } from '@millrace/engine'
import { filesSource } from '../files-source.ts'
import { createLineDecoder } from '../line-decoder.ts'

/** A decoded line with its source columns. */
export interface DecodedLine {
  readonly text: string
  readonly file: string
  readonly position: number
}

/** All lines of files, as a query would see them. `between` is called with every block before it is decoded. */
export async function decodedLines(
  paths: readonly string[],
  between: (block: RawBlock) => void = () => {},
): Promise<DecodedLine[]> {
  const decoder = createLineDecoder({}, { id: '0', range: null, rows: 0 }, ['file', 'position'])
  const lines: DecodedLine[] = []
  for await (const block of filesSource(paths).blocks(new AbortController().signal)) {
    between(block)
    decoder.decode(block, ({ bytes, starts, ends, count, columns }) => {
      const { file, position } = columns
      if (file.type !== 'string' || position.type !== 'int64') throw new Error('Columns of other types were expected.')
      for (let i = 0; i < count; i++)
        lines.push({
          text: Buffer.from(bytes.subarray(starts[i], ends[i])).toString('latin1'),
          file: file.dictionary.string(file.ids[i]),
          position: Number(position.values[i]),
        })
    })
  }
  return lines
}

/** What `decodedLines` should give for one file. */
export function expectedLines(file: string, content: Uint8Array): DecodedLine[] {
  const lines: DecodedLine[] = []
  const text = Buffer.from(content).toString('latin1')
  for (let position = 0; position < text.length; ) {
    const lf = text.indexOf('\n', position)
    const end = lf < 0 ? text.length : lf
    lines.push({ text: text.slice(position, end).replace(/\r$/, ''), file, position })
    position = end + 1
  }
  return lines
}
