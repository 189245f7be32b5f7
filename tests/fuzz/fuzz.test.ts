import { expect, test } from 'vitest'
import { runFuzz, settings } from './run.ts'

const { seed, plans } = settings()

test(`random plans are answered as DuckDB answers them (FUZZ_SEED=${seed} FUZZ_PLANS=${plans})`, {
  timeout: 600_000,
  retry: 0,
}, async () => {
  console.log(`FUZZ_SEED=${seed} FUZZ_PLANS=${plans}`)
  const counts = await runFuzz(seed, plans)
  console.log(`compared: ${JSON.stringify(counts)}`)
  expect(counts).toMatchObject({ plans, sql: plans, plan: plans })
  expect(counts.stream).toBeGreaterThan(plans / 50)
})
