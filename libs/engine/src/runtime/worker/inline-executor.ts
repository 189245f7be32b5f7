import type { RawBlock } from '../../connector/source.ts'
import type { Task, TaskResult, TaskSetup } from './protocol.ts'
import { OpenOutputs, type TaskExecutor, type TaskOutputs } from './task-executor.ts'
import { TaskRunner } from './task-runner.ts'

/** Runs tasks in this thread, one after another: for small inputs, where starting threads costs more than it gains. */
export class InlineExecutor implements TaskExecutor {
  readonly parallelism = 1
  readonly #runner: TaskRunner
  #last: Promise<unknown> = Promise.resolve()

  private constructor(runner: TaskRunner) {
    this.#runner = runner
  }

  static async start(setup: TaskSetup): Promise<InlineExecutor> {
    return new InlineExecutor(await TaskRunner.create(setup))
  }

  run(task: Task, blocks: AsyncIterable<RawBlock>, outputs: TaskOutputs): Promise<TaskResult> {
    const run = this.#last.then(() => this.#run(task, blocks, outputs))
    this.#last = run.catch(() => {})
    return run
  }

  async close(): Promise<void> {
    await this.#last
  }

  async #run(task: Task, blocks: AsyncIterable<RawBlock>, outputs: TaskOutputs): Promise<TaskResult> {
    const open = new OpenOutputs()
    try {
      await this.#runner.begin(task, {
        artefact: (output, artefact) => open.artefacts.add(outputs.artefact(output, artefact)),
        partials: partials => open.partials.add(outputs.partials(partials)),
      })
      for await (const block of blocks) {
        this.#runner.process(block)
        await open.room()
      }
      const result = this.#runner.end()
      await open.artefacts.settle()
      return result
    } catch (error) {
      this.#runner.abandon()
      await open.artefacts.settle().catch(() => {})
      throw error
    }
  }
}
