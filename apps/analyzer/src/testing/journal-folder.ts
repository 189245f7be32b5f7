import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalLineProducer } from '@millrace/journal'
import { LineSplitter, type StreamLineBlock } from '@millrace/log-parser'
import { onTestFinished } from 'vitest'

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-analyzer-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Adds lines to a topic of `<folder>/data/journal.sqlite`, where the analyzer looks by itself. */
export async function addLines(folder: string, lines: readonly string[], topic = 'logs'): Promise<void> {
  const producer = journalLineProducer({ path: join(folder, 'data', 'journal.sqlite'), topic })
  await producer.open()
  const blocks: StreamLineBlock[] = []
  const splitter = new LineSplitter()
  splitter.push(Buffer.from(lines.map(line => line + '\n').join('')), block => blocks.push(block))
  await producer.commit({ blocks, positions: new Map() })
  await producer.close()
}

/** `count` lines of the common format from 7 hosts, the paths numbered from `from`; every tenth is a 404. */
export const requests = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, k) => {
    const i = from + k
    const time = `01/Aug/1995:${String(i % 24).padStart(2, '0')}:00:00 -0400`
    return `host-${i % 7} - - [${time}] "GET /${i} HTTP/1.0" ${i % 10 === 0 ? 404 : 200} ${i}`
  })

/** Parquet files below a folder, sorted. */
export const parquetFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.parquet'))
    .sort()

/** A folder whose journal holds requests. */
export async function folderWithLines(count = 100): Promise<string> {
  const cwd = temporaryFolder()
  await addLines(cwd, requests(0, count))
  return cwd
}
