import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collect, readStream } from '@millrace/engine'
import { filesSource } from '@millrace/files'
import { webLogParser } from '@millrace/log-parser'
import { type AnalysisName, type Report, reportOf, webLogAnalyses } from '../index.ts'

/** The report of lines of a log, through a real file. */
export async function reportOfLines(lines: readonly (string | Uint8Array)[], top?: number): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-analytics-'))
  try {
    const file = join(directory, 'access.log')
    await writeFile(file, Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')])))
    const logs = readStream(filesSource([file])).parse(webLogParser({ preset: 'weblog' }))
    const results = await collect(webLogAnalyses(logs, logs.malformed, { top }))
    return reportOf((name: AnalysisName) => results[name])
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** A line in the common format; what is not given is an everyday request. */
export function line({
  host = 'a.example',
  user = '-',
  time = '01/Aug/1995:12:00:00 -0400',
  request = 'GET / HTTP/1.0',
  status = 200,
  bytes = '100',
}: {
  readonly host?: string
  readonly user?: string
  readonly time?: string
  readonly request?: string
  readonly status?: number
  readonly bytes?: string
} = {}): string {
  return `${host} - ${user} [${time}] "${request}" ${status} ${bytes}`
}
