import { MillraceError } from '@millrace/errors'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { Offset, Source } from '../../connector/source.ts'

/** A batch whose offsets are logged and which is not committed. */
export interface PendingBatch {
  readonly batchId: number
  readonly start: Offset
  readonly end: Offset
  /** Newest offset known when the batch was planned. */
  readonly latest: Offset
  /** Milliseconds since 1970 when it was planned. */
  readonly timestamp: number
  /** Event time in milliseconds since 1970 before which the batch evicts state. */
  readonly watermarkMs: number
  /** Event time before which rows come too late: the watermark of the batch before. */
  readonly lateMs: number
}

/** Where a query stands after its last run. */
export interface Recovered {
  /** The last committed batch, or -1. */
  readonly committed: number
  /** The end of the last committed batch, or where the query starts. */
  readonly position: Offset
  /** The watermark of the last committed batch, 0 before the first. */
  readonly watermarkMs: number
  /** The watermark for the batch after it. */
  readonly nextWatermarkMs: number
  /** The batch that a dead run left unfinished. */
  readonly pending: PendingBatch | undefined
}

/** Reads where a query stands from its logs; MILLRACE_CHECKPOINT_DAMAGED where they do not fit together. */
export async function recover(checkpoint: Checkpoint, source: Source): Promise<Recovered> {
  const { commits, offsets, state } = checkpoint
  const committed = (await commits.ids()).at(-1) ?? -1
  const planned = (await offsets.ids()).at(-1) ?? -1
  if (planned > committed + 1) throw missing(commits.display(planned - 1), planned, committed)
  if (planned < committed) throw missing(offsets.display(committed), planned, committed)
  if (planned < 0 && !(await state.isEmpty()))
    throw new MillraceError(
      'MILLRACE_CHECKPOINT_DAMAGED',
      `The checkpoint has state in ${state.display()} but no ${offsets.display(0)}: its logs are missing.`,
    )
  const nextWatermarkMs = committed >= 0 ? (await commits.read(committed)).nextWatermarkMs : 0
  const last = committed >= 0 ? await offsets.read(committed) : undefined
  const position = last?.end ?? (await checkpoint.startOffset(planned < 0 ? () => source.initialOffset() : undefined))
  const known = { committed, position, watermarkMs: last?.watermarkMs ?? 0, nextWatermarkMs }
  if (planned <= committed) return { ...known, pending: undefined }
  const { end, timestamp, watermarkMs } = await offsets.read(planned)
  const lateMs = known.watermarkMs
  const pending = { batchId: planned, start: position, end, latest: end, timestamp, watermarkMs, lateMs }
  return { ...known, pending }
}

function missing(path: string, planned: number, committed: number): MillraceError {
  return new MillraceError(
    'MILLRACE_CHECKPOINT_DAMAGED',
    `${path} is missing: the checkpoint's last planned batch is ${planned} and its last committed one is ${committed}, expected the same or one more.`,
  )
}
