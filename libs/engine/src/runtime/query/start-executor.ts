import { InlineExecutor } from '../worker/inline-executor.ts'
import type { TaskSetup } from '../worker/protocol.ts'
import type { TaskExecutor } from '../worker/task-executor.ts'
import { WorkerPool } from '../worker/worker-pool.ts'

/** Worker threads; none where parallelism is 0. */
export const startExecutor = (setup: TaskSetup, parallelism: number): Promise<TaskExecutor> =>
  parallelism === 0 ? InlineExecutor.start(setup) : WorkerPool.start(setup, parallelism)
