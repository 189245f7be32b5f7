import type { Report } from '@millrace/analytics'
import { expect } from 'vitest'

/** Means, standard deviations and averages may differ in their last bits: sums are taken in another order. */
const TOLERANCE = 1e-9

/** Expects every figure of a report to be the oracle's. The oracle does not know reasons, so of these only the sum is compared. */
export function expectReport(actual: Report, oracle: Report): void {
  const reasons = Object.values(actual.malformedReasons).reduce((sum, n) => sum + n, 0)
  expect({ ...aligned(actual, oracle), malformedReasons: reasons }).toEqual({
    ...oracle,
    malformedReasons: oracle.malformed,
  })
}

/** The actual report with those floating-point figures that are close enough replaced by the oracle's. */
function aligned(actual: Report, oracle: Report): Report {
  const { mean, stddev } = oracle.contentSize
  return {
    ...actual,
    contentSize: {
      ...actual.contentSize,
      mean: settle(actual.contentSize.mean, mean),
      stddev: settle(actual.contentSize.stddev, stddev),
    },
    dailyRequestsPerHost: actual.dailyRequestsPerHost.map((row, i) => ({
      ...row,
      average: settle(row.average, oracle.dailyRequestsPerHost[i]?.average),
    })),
  }
}

function settle(actual: number | null, expected: number | null | undefined): number | null {
  if (typeof actual !== 'number' || typeof expected !== 'number') return actual
  return Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected) ? expected : actual
}
