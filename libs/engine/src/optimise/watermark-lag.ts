import type { MainNode, MainStateful } from '../plan/main-stage.ts'

/**
 * How far the watermark of what comes to an operator is behind the query's, in milliseconds: a join below gives rows as late as they may
 * wait in it. Infinite where they wait for ever. Spark's WatermarkPropagator, with a join's produceOutputWatermark.
 */
export const watermarkLagMs = (node: MainStateful): number => Math.max(...inputsOf(node).map(lagOfRows))

/** The lag of the rows that a node gives. */
function lagOfRows(node: MainNode): number {
  // What is below has no watermark.
  if (node.op === 'watermark') return 0
  const below = Math.max(0, ...inputsOf(node).map(lagOfRows))
  if (node.op !== 'join') return below
  const { left, right } = node.sides
  const waits = [left, right].flatMap(({ expiry }) => (expiry === null ? [] : [expiry.after / 1000]))
  return below + (waits.length === 0 ? Number.POSITIVE_INFINITY : Math.max(0, ...waits))
}

function inputsOf(node: MainNode): readonly MainNode[] {
  switch (node.op) {
    case 'rows':
    case 'aggregated':
      return []
    case 'union':
      return node.inputs
    case 'join':
      return [node.left, node.right]
    default:
      return [node.input]
  }
}
