import { startQuery } from '../runtime/query/start-query.ts'
import { every } from '../runtime/trigger/trigger.ts'
import { crashTopic } from './crash-run.ts'
import { DiskFileSystem } from './disk-file-system.ts'
import { logOutputs } from './log-query.ts'
import { MemoryFileSystem } from './memory-file-system.ts'
import { MemorySource } from './memory-source.ts'

/** A process that runs a query over the checkpoint in its argument, says `running` after its first batches, and stays. */
const query = await startQuery({
  outputs: logOutputs(new MemorySource(crashTopic()), new MemoryFileSystem()),
  checkpoint: { fs: new DiskFileSystem(), path: process.argv[2] },
  trigger: every(20),
})
await query.processAllAvailable()
process.stdout.write('running\n')
