import type { StreamingQueryProgress } from '@millrace/engine'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { QueryHealth } from './query-health.ts'

/** Prometheus metrics of the analyzer, in a registry of their own. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #batches = new Counter({
    name: 'millrace_batches_total',
    help: 'Batches committed',
    registers: [this.#registry],
  })
  readonly #lines = new Counter({
    name: 'millrace_lines_total',
    help: 'Lines read in committed batches',
    registers: [this.#registry],
  })
  readonly #malformed = new Counter({
    name: 'millrace_malformed_lines_total',
    help: 'Malformed lines in committed batches, by reason',
    labelNames: ['reason'],
    registers: [this.#registry],
  })
  readonly #duration = new Gauge({
    name: 'millrace_batch_duration_seconds',
    help: 'Duration of the last batch',
    registers: [this.#registry],
  })
  readonly #lag = new Gauge({
    name: 'millrace_source_lag_records',
    help: 'Records in the source that are not committed yet; it grows while the table is away',
    registers: [this.#registry],
  })
  readonly #state = new Gauge({
    name: 'millrace_state_rows',
    help: 'Rows of aggregation state',
    registers: [this.#registry],
  })
  readonly #stateBytes = new Gauge({
    name: 'millrace_state_bytes',
    help: 'Memory of aggregation state',
    registers: [this.#registry],
  })
  readonly #spilledBytes = new Gauge({
    name: 'millrace_state_spilled_bytes',
    help: 'Aggregation state on local disk, beyond the memory',
    registers: [this.#registry],
  })

  constructor(health: QueryHealth) {
    collectDefaultMetrics({ register: this.#registry })
    new Gauge({
      name: 'millrace_batch_age_seconds',
      help: 'Time since the last commit or the last trigger that found nothing new',
      registers: [this.#registry],
      collect() {
        this.set(health.secondsSinceSuccess)
      },
    })
    new Gauge({
      name: 'millrace_ready',
      help: '1 while the source and the table can be reached',
      registers: [this.#registry],
      collect() {
        this.set(health.problem === undefined ? 1 : 0)
      },
    })
  }

  /** Of `text`. */
  get contentType(): string {
    return this.#registry.contentType
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** Takes in how many records were not committed when the source was last asked. */
  observeLag(records: number): void {
    this.#lag.set(records)
  }

  /** Takes in a committed batch. */
  observe(progress: StreamingQueryProgress): void {
    const { lines, malformedReasons } = progress.observedMetrics.parse
    this.#batches.inc()
    this.#lines.inc(lines)
    for (const [reason, n] of Object.entries(malformedReasons)) this.#malformed.inc({ reason }, n)
    this.#duration.set(progress.batchDuration / 1000)
    this.#lag.set(Number(progress.sources[0].metrics.rowsBehindLatest))
    this.#state.set(progress.stateOperators.reduce((sum, op) => sum + op.numRowsTotal, 0))
    this.#stateBytes.set(progress.stateOperators.reduce((sum, op) => sum + op.memoryUsedBytes, 0))
    this.#spilledBytes.set(progress.stateOperators.reduce((sum, op) => sum + (op.customMetrics?.spilledBytes ?? 0), 0))
  }
}
