import type { StreamingQueryListener } from '@millrace/engine'
import type { Logger } from '@millrace/logging'
import { progressLine } from './progress-line.ts'

/** What a person who watches a query is told. */
export function queryLog(query: string, log: Logger): StreamingQueryListener {
  return {
    onQueryStarted: ({ id, runId }) => log.info(`${query}: started, query ${id}, run ${runId}`),
    onQueryProgress: progress => log.info(progressLine(query, progress)),
    onQueryInterrupted: error =>
      log.warn(`${query}: ${error.message} Trying again until it is back; nothing is committed meanwhile.`),
    onQueryRecovered: () => log.info(`${query}: back again`),
    onQueryTerminated: ({ exception }) => {
      if (exception === null) log.info(`${query}: ended`)
    },
    onWarning: message => log.warn(`${query}: ${message}`),
  }
}
