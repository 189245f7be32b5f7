import type { Figures } from '../figures.ts'
import type { Metrics } from './metrics.ts'
import { QueryHealth } from './query-health.ts'
import type { HttpServer } from './server.ts'

export interface AnalyzerHttp extends HttpServer {
  readonly health: QueryHealth
  readonly metrics: Metrics
}

/** Starts the HTTP API and what it shows. Its libraries are loaded only where there is an API. */
export async function openHttp(options: {
  readonly host: string
  readonly port: number
  readonly figures: Figures
}): Promise<AnalyzerHttp> {
  const [{ startHttp }, { Metrics }] = await Promise.all([import('./server.ts'), import('./metrics.ts')])
  const health = new QueryHealth()
  const metrics = new Metrics(health)
  const server = await startHttp({ ...options, health, metrics })
  return { ...server, health, metrics }
}
