import { helpText, parseOptions, wantsHelp } from '@millrace/config'
import { CheckpointView, type LeaseView, type Offset, operatorsOf } from '@millrace/engine'
import { asMillraceError } from '@millrace/errors'
import { locationOpener } from '../run/open-location.ts'
import { textTable } from '../text-table.ts'
import { showHelp, showOptions } from './checkpoint-options.ts'

/** `millrace checkpoint show DIR`. */
export async function showCommand(args: string[]): Promise<number> {
  if (wantsHelp(args)) {
    process.stdout.write(helpText(showHelp, showOptions))
    return 0
  }
  const options = parseOptions(showOptions, args)
  const { fs, path } = locationOpener(options)(options.directory)
  try {
    const shown = await describe(await CheckpointView.open(fs, path), options.limit)
    process.stdout.write(options.json ? `${JSON.stringify(shown, null, 2)}\n` : showText(shown))
    return 0
  } finally {
    await fs.close()
  }
}

type Shown = Awaited<ReturnType<typeof describe>>

async function describe(view: CheckpointView, limit: number) {
  const { fs, path, queryId, identity, sources } = view
  const [planned, committed, versions] = [await view.offsets.ids(), await view.committed(), await view.state.versions()]
  const batches = []
  for (const id of planned.slice(-limit)) batches.push(await batchOf(view, id, committed))
  return {
    checkpoint: fs.display(path),
    queryId,
    source: identity.source,
    sources,
    startOffset: await view.startOffset(),
    lease: leaseOf(await view.lease()),
    lastPlanned: planned.at(-1) ?? null,
    lastCommitted: committed < 0 ? null : committed,
    batches,
    operators: operatorsOf(view).map(operator => ({
      operator,
      outputs: Object.keys(identity.outputs).filter(output => identity.outputs[output].includes(operator)),
    })),
    state: versions,
  }
}

interface BatchView {
  readonly batchId: number
  readonly committed: boolean
  readonly planned?: string
  readonly watermark?: string
  readonly endOffset?: Offset
  readonly error?: string
}

/** A damaged file does not keep the rest from being shown. */
async function batchOf(view: CheckpointView, batchId: number, last: number): Promise<BatchView> {
  const committed = batchId <= last
  try {
    const { timestamp, watermarkMs, end } = await view.offsets.read(batchId)
    return { batchId, committed, planned: instant(timestamp), watermark: instant(watermarkMs), endOffset: end }
  } catch (thrown) {
    return { batchId, committed, error: asMillraceError(thrown).message }
  }
}

const leaseOf = (lease: LeaseView | null) =>
  lease && {
    epoch: lease.epoch,
    runId: lease.runId,
    host: lease.host,
    pid: lease.pid,
    released: lease.released === true,
    renewed: instant(lease.renewed),
  }

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()

function showText(shown: Shown): string {
  const { lease } = shown
  const holder =
    lease === null
      ? 'nobody yet'
      : lease.released
        ? `nobody; last run ${lease.runId}`
        : `run ${lease.runId}, process ${lease.pid} on ${lease.host}, renewed ${lease.renewed}`
  const bytes = shown.state.reduce((sum, version) => sum + version.bytes, 0)
  const last = (batch: number | null): string => (batch === null ? 'none' : String(batch))
  const facts = [
    ['Checkpoint', shown.checkpoint],
    ['Query', shown.queryId],
    ['Source', shown.source],
    ['Started at', JSON.stringify(shown.startOffset)],
    ['Held by', holder],
    ['Last batch', `planned ${last(shown.lastPlanned)}, committed ${last(shown.lastCommitted)}`],
    ['State', `${shown.state.length} files, ${bytes} bytes`],
  ]
  const operators = shown.operators.map(({ operator, outputs }) => [operator, outputs.join(', ')])
  const batches = shown.batches.map(b => [
    String(b.batchId),
    b.committed ? 'yes' : 'no',
    b.planned ?? '',
    // 1970, Spark's before the first event time, and of a query without one, says nothing.
    b.watermark === undefined || b.watermark === instant(0) ? '-' : b.watermark,
    b.error ?? JSON.stringify(b.endOffset),
  ])
  const files = shown.state.map(({ batchId, kind, bytes }) => [`${batchId}.${kind}`, String(bytes)])
  return [
    facts.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join(''),
    textTable(['batch', 'committed', 'planned', 'watermark', 'end offset'], batches),
    ...(operators.length === 0 ? [] : [textTable(['operator', 'outputs'], operators)]),
    ...(files.length === 0 ? [] : [textTable(['state file', 'bytes'], files)]),
  ].join('\n')
}
