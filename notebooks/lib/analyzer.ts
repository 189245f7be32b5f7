import { setTimeout } from 'node:timers/promises'
import type { Report } from './figures.ts'

/** What a running analyzer says of itself. */
export interface AnalyzerFigures {
  /** Seconds since the watching began. */
  readonly seconds: number
  /** The newest committed batch; null before the first. */
  readonly batchId: number | null
  /** Every analysis of that batch. */
  readonly report: Report
  /** Lines in the source that are not committed yet. */
  readonly behind: number
  /** How long the newest batch took. */
  readonly batchSeconds: number
  /** Rows of aggregation state. */
  readonly stateRows: number
}

export interface WatchOptions {
  /** Looks, at most. Default 30. */
  readonly polls?: number
  /** Milliseconds between two looks. Default 1000. */
  readonly every?: number
  /** Ends after so many looks without a new batch, once there is one and nothing is left in the source. Default 10. */
  readonly idle?: number
}

/**
 * Watches an analyzer through its HTTP API: `/api/v1/analyses` for the figures and `/metrics` for its progress.
 * @throws Error the analyzer does not answer
 */
export async function* watchAnalyzer(
  url: string,
  { polls = 30, every = 1000, idle = 10 }: WatchOptions = {},
): AsyncGenerator<AnalyzerFigures> {
  const start = performance.now()
  let newest: number | null = null
  for (let poll = 0, quiet = 0; poll < polls && quiet < idle; poll++) {
    if (poll > 0) await setTimeout(every)
    const [figures, metrics] = await Promise.all([ask(url, '/api/v1/analyses'), ask(url, '/metrics')])
    const batch = figures.headers.get('x-millrace-batch-id') ?? 'none'
    const batchId = batch === 'none' ? null : Number(batch)
    const gauges = gaugesOf(await metrics.text())
    const behind = gauges.get('millrace_source_lag_records') ?? 0
    quiet = batchId !== null && batchId === newest && behind === 0 ? quiet + 1 : 0
    newest = batchId
    yield {
      seconds: Math.round((performance.now() - start) / 100) / 10,
      batchId,
      report: (await figures.json()) as Report,
      behind,
      batchSeconds: gauges.get('millrace_batch_duration_seconds') ?? 0,
      stateRows: gauges.get('millrace_state_rows') ?? 0,
    }
  }
}

async function ask(url: string, path: string): Promise<Response> {
  const target = new URL(path, url)
  try {
    const response = await fetch(target, { signal: AbortSignal.timeout(10_000) })
    if (response.ok) return response
    throw new Error(`it answered ${response.status}`)
  } catch (cause) {
    const reason =
      cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause)
    throw new Error(
      `The analyzer at ${target} does not answer: ${reason}. Start one, or name it by MILLRACE_ANALYZER.`,
      {
        cause,
      },
    )
  }
}

/** Prometheus' text format, of what has no labels. */
function gaugesOf(text: string): Map<string, number> {
  const gauges = new Map<string, number>()
  for (const [, name, value] of text.matchAll(/^(\w+) (\S+)$/gm)) gauges.set(name, Number(value))
  return gauges
}
