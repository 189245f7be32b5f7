import { readFile } from 'node:fs/promises'

/** What the cells of a notebook have shown. */
export interface NotebookOutputs {
  /** Texts and tables one after the other, with empty lines between them. */
  readonly text: string
  /** Images as SVG. */
  readonly images: readonly string[]
}

interface Notebook {
  readonly cells: readonly {
    readonly outputs?: readonly {
      readonly name?: string
      readonly text?: string | readonly string[]
      readonly data?: Readonly<Record<string, string | readonly string[]>>
    }[]
  }[]
}

/** Reads a notebook that was executed; nothing of it may have been written to stderr. */
export async function notebookOutputs(path: string): Promise<NotebookOutputs> {
  const notebook: Notebook = JSON.parse(await readFile(path, 'utf8'))
  const texts: string[] = []
  const images: string[] = []
  for (const { name, text, data = {} } of notebook.cells.flatMap(cell => cell.outputs ?? [])) {
    if (name === 'stderr') throw new Error(`${path} says on stderr: ${joined(text)}`)
    if (data['image/svg+xml'] !== undefined) images.push(joined(data['image/svg+xml']))
    texts.push(joined(text), joined(data['text/plain']))
  }
  return { text: `\n${texts.filter(text => text !== '').join('\n')}\n`, images }
}

const joined = (text: string | readonly string[] | undefined): string =>
  text === undefined ? '' : typeof text === 'string' ? text : text.join('')
