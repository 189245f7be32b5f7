import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { helpText, type OptionValues, parseOptions, wantsHelp } from '@millrace/config'
import {
  type BatchReplay,
  CheckpointView,
  isEqual,
  type PipelineQueries,
  replayBatch,
  type StreamingWrite,
} from '@millrace/engine'
import { MillraceError } from '@millrace/errors'
import { loadPipeline } from '../run/load-pipeline.ts'
import { locationOpener } from '../run/open-location.ts'
import { settingsOf } from '../run/settings.ts'
import { replayHelp, replayOptions } from './checkpoint-options.ts'
import { compareFiles, type FilesComparison } from './compare-files.ts'
import { replayText } from './replay-text.ts'

/** What became of one sink of the batch; `rows` where the sink keeps nothing that could be compared. */
export type SinkComparison =
  | ({ readonly output: string; readonly sink: string } & FilesComparison)
  | { readonly output: string; readonly sink: string; readonly result: 'not compared'; readonly rows: number }
  | { readonly output: string; readonly sink: string; readonly result: 'other batch' | 'wrong rows' | 'right rows' }

/** `millrace checkpoint replay --batch N pipeline.ts`: 1 where the batch comes out differently. */
export async function replayCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(replayHelp, replayOptions))
    return 0
  }
  const options = parseOptions(replayOptions, args)
  const queries = await (await loadPipeline(options.pipeline, locationOpener(options))).queries(settingsOf(options.set))
  const write = chosen(queries, options.query)
  const { fs, path } =
    typeof write.checkpoint === 'string' ? locationOpener(options)(write.checkpoint) : write.checkpoint
  try {
    const view = await CheckpointView.open(fs, path)
    const replay = await replayBatch(write, view, options.batch)
    const sinks = await compareSinks(replay, view.queryId, options)
    const equal =
      replay.state.every(({ difference }) => isEqual(difference)) &&
      sinks.every(({ result }) => result !== 'differs' && result !== 'wrong rows')
    const { outputs: _, ...told } = replay
    const report = { checkpoint: fs.display(path), equal, ...told, outputs: sinks }
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : replayText(report))
    return equal ? 0 : 1
  } finally {
    await fs.close()
  }
}

function chosen(queries: PipelineQueries, name: string | undefined): StreamingWrite {
  const names = Object.keys(queries)
  if (name === undefined && names.length === 1) return queries[names[0]]
  if (name !== undefined && Object.hasOwn(queries, name)) return queries[name]
  throw new MillraceError(
    'MILLRACE_USAGE',
    name === undefined
      ? `The pipeline has several queries: --query is to be one of ${names.join(', ')}.`
      : `--query: the pipeline has no query ${name}; expected one of ${names.join(', ')}.`,
  )
}

async function compareSinks(
  { batchId, outputs }: BatchReplay,
  queryId: string,
  options: OptionValues<typeof replayOptions>,
): Promise<SinkComparison[]> {
  const scratch = options.scratch ?? (await mkdtemp(join(tmpdir(), 'millrace-replay-')))
  try {
    const compared: SinkComparison[] = []
    for (const given of outputs) {
      const { output, sink, rows } = given
      const about = { output, sink: sink.description }
      if ('files' in sink && sink.files?.format === 'parquet') {
        const place = { queryId, batchId, scratch: join(scratch, output) }
        compared.push({ ...about, ...(await compareFiles(given, sink.files, place)) })
      } else if ('shows' in sink && sink.shows !== undefined && rows !== null) {
        const shows = await sink.shows(queryId, batchId, rows)
        compared.push({ ...about, result: shows === null ? 'other batch' : shows ? 'right rows' : 'wrong rows' })
      } else {
        const count = rows?.length ?? given.artefacts.reduce((sum, artefact) => sum + artefact.rows, 0)
        compared.push({ ...about, result: 'not compared', rows: count })
      }
    }
    return compared
  } finally {
    if (options.scratch === undefined) await rm(scratch, { recursive: true, force: true })
  }
}
