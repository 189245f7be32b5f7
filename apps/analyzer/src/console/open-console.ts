import { reportPage, type TerminalStream, terminalOf, terminalPage } from '@millrace/analytics/terminal'
import type { StreamingQueryProgress } from '@millrace/engine'
import type { Logger } from '@millrace/logging'
import type { Figures } from '../figures.ts'
import { progressLine } from './progress-line.ts'

export interface ConsoleOptions {
  readonly log: Logger
  readonly stdout: NodeJS.WritableStream & TerminalStream
  readonly figures: Figures
  /** The log format, as a person would name it. */
  readonly format: string
  /** Print the analyses: after every batch, or at the end with `once`. */
  readonly tables: boolean
  readonly once: boolean
}

/** What a person who watches the analyzer is told. */
export function openConsole({ log, stdout, figures, format, tables, once }: ConsoleOptions) {
  let sources: readonly string[] = []
  const printTables = (): void => {
    if (!tables) return
    const full = { report: figures.current.report, filteredOut: 0, totals: null, panels: [] }
    stdout.write(`\n${terminalPage(reportPage(full, { sources, format }), terminalOf(stdout))}\n`)
  }
  return {
    started(source: string, table: string, url: string | undefined): void {
      sources = [source]
      log.info(`reading ${source} into ${table}${url === undefined ? '' : `, figures at ${url}/api/v1/analyses`}`)
      const { batchId } = figures.current
      if (batchId === null) return
      log.info(`going on after batch ${batchId}`)
      if (!once) printTables()
    },
    progress(progress: StreamingQueryProgress): void {
      log.info(progressLine(progress))
      if (!once) printTables()
    },
    interrupted(error: Error): void {
      log.warn(`${error.message} Trying again until it is back; nothing is committed meanwhile.`)
    },
    recovered(): void {
      log.info('back again')
    },
    /** Stopped by a signal. */
    stopped(): void {
      log.info('stopped; the same command continues where this one ended')
    },
    /** Ended by itself. */
    ended(): void {
      printTables()
    },
  }
}
