import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collect, readStream } from '@millrace/engine'
import { filesSource } from '@millrace/files'
import { parserOf } from '@millrace/log-parser'
import { type FullReport, fullReport, panelAnalyses } from '../panels/index.ts'

/** The report of lines in a format, with every panel. */
export async function reportInFormat(lines: readonly string[], format = 'weblog', top = 10): Promise<FullReport> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-panels-'))
  try {
    const file = join(directory, 'access.log')
    await writeFile(file, lines.map(line => `${line}\n`).join(''))
    const parser = await parserOf(format)
    const logs = readStream(filesSource([file])).parse(parser)
    const panels = await panelAnalyses(parser.schema.map(field => field.name))
    const { datasets, result } = fullReport({ all: logs, logs, malformed: logs.malformed }, { top, panels })
    return result(await collect(datasets))
  } finally {
    await rm(directory, { recursive: true })
  }
}
