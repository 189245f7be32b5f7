import '@millrace/config/v8-flags'
import { enableCompileCache } from 'node:module'
import { listenForStop } from '@millrace/config/stop-signals'

// First of all, so that a signal ends the start-up cleanly too; the rest is loaded from the last run's compiled code.
const stop = listenForStop()
enableCompileCache()
const { ingestCommand } = await import('./ingest-command.ts')
await ingestCommand(stop)
