import { expect, test } from 'vitest'
import { resolveScalar } from '../analyse/analyse.ts'
import { analysisContext } from '../analyse/context.ts'
import { memoryStream, readStream } from '../index.ts'
import { filterBySql } from '../sql/condition.ts'
import { timeShift } from './time-shift.ts'

const schema = [
  { name: 't', type: 'timestamp', nullable: true },
  { name: 'n', type: 'int32', nullable: true },
] as const

/** The column and the seconds added to it. */
async function shiftOf(expression: string, timeZone = 'UTC') {
  const { plan } = await filterBySql(readStream(memoryStream('e', schema)), `(${expression}) IS NULL`)
  if (plan.op !== 'filter' || plan.condition.kind !== 'call') throw new Error(`a filter was expected, not ${plan.op}`)
  const shift = timeShift(resolveScalar(plan.condition.args[0], schema, { ...analysisContext(), timeZone }))
  return shift && [shift.column, shift.by / 1e6]
}

test.each([
  ['t', 0],
  ["t + INTERVAL '1' HOUR", 3600],
  ["t - INTERVAL '1' HOUR", -3600],
  ["INTERVAL '90' SECOND + t - INTERVAL '30' SECOND", 60],
  ["t + INTERVAL '1 02:00' DAY TO MINUTE", 93_600],
  ["t + INTERVAL '1' HOUR * 2", 7200],
  ['t + make_interval(0, 0, 0, 1, 1, 0, 5)', 90_005],
  ["t - CAST('1 hour 30 seconds' AS INTERVAL)", -3630],
  ["try_add(t, INTERVAL '1' MINUTE)", 60],
  ['timestampadd(MINUTE, -2, t)', -120],
  ['timestampadd(MILLISECOND, 1500, t)', 1.5],
  ['timestampadd(DAY, 1, t)', 86_400],
  ["CAST(t AS TIMESTAMP) + INTERVAL '1' MINUTE", 60],
])('%s shifts every time alike', async (expression, seconds) => {
  expect(await shiftOf(expression)).toEqual(['t', seconds])
})

test.each([
  "t + INTERVAL '1' MONTH",
  "t + INTERVAL '1' YEAR",
  'add_months(t, 1) + INTERVAL 0 HOURS',
  'timestampadd(MONTH, 1, t)',
  'timestampadd(QUARTER, 1, t)',
  't + make_interval(0, 1)',
  't + make_interval(0, 0, 0, 0, 0, n)',
  't + make_interval(0, 0, 0, 0, 0, 0, rand() * 9)',
  't + n * INTERVAL 1 HOUR',
  't + CAST(NULL AS INTERVAL HOUR)',
  "date_trunc('second', t)",
  "greatest(t, TIMESTAMP'2001-01-01 00:00:00')",
  "CASE WHEN t >= TIMESTAMP'2001-01-01 00:00:00' THEN t + INTERVAL '1' HOUR ELSE t END",
  'CAST(CAST(t AS DATE) AS TIMESTAMP)',
  'CAST(CAST(t AS TIMESTAMP_NTZ) AS TIMESTAMP)',
  "TIMESTAMP'2001-01-01 00:00:00'",
])('%s is no shift', async expression => {
  expect(await shiftOf(expression)).toBeNull()
})

test('days of a calendar with summer time are of no one length', async () => {
  expect(await shiftOf('timestampadd(DAY, 1, t)', 'Europe/Berlin')).toBeNull()
  expect(await shiftOf('timestampadd(HOUR, 24, t)', 'Europe/Berlin')).toEqual(['t', 86_400])
})
