import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GoldenArtifact, loadArtifact } from './artifact.ts'
import { type FileResult, runFile } from './run-file.ts'
import { MILLRACE_SQL, type SessionModule } from './session-protocol.ts'
import { SessionThread } from './session-thread.ts'
import { prepareTestTables } from './test-tables.ts'

export interface RunOptions {
  /** Names of files; all by default. */
  readonly names?: readonly string[]
  /** Files at a time, each in a thread. Default 2. */
  readonly jobs?: number
  /** Milliseconds a statement may take before it counts as refused. Default 20 000. */
  readonly limitMs?: number
  /** Default: Millrace's SQL. */
  readonly session?: SessionModule
  /** Default: the artifact of Spark, fetched when needed. */
  readonly artifact?: GoldenArtifact
  /** Called as files end. */
  readonly onFile?: (result: FileResult) => void
}

/** Runs golden files; the results come in the order of their names. */
export async function runFiles(options: RunOptions = {}): Promise<FileResult[]> {
  const artifact = options.artifact ?? (await loadArtifact())
  const names = options.names ?? [...artifact.results.keys()]
  const length = (name: string): number => artifact.results.get(name)!.length
  const queue = names.toSorted((a, b) => length(b) - length(a))
  const folder = await mkdtemp(join(tmpdir(), 'millrace-golden-'))
  try {
    const tables = await prepareTestTables(artifact.data, folder)
    const results: FileResult[] = []
    const work = async (): Promise<void> => {
      await using thread = new SessionThread(options.session ?? MILLRACE_SQL, options.limitMs ?? 20_000)
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const result = await runFile(artifact, tables, name, thread)
        results.push(result)
        options.onFile?.(result)
      }
    }
    await Promise.all(Array.from({ length: Math.min(options.jobs ?? 2, queue.length) }, work))
    return results.sort((a, b) => (a.name < b.name ? -1 : 1))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
