import fc from 'fast-check'
import { DuckDB } from './ask-duckdb.ts'
import { type Counts, checkCase, noCounts } from './check-case.ts'
import { elaborate } from './elaborate.ts'
import { rawCase } from './raw.ts'

/** The plans of a run without FUZZ_SEED: the same every day, so that a failure belongs to a change. */
const SEED = 20_780

/** FUZZ_SEED, and FUZZ_PLANS, by default 2,000. */
export function settings(): { readonly seed: number; readonly plans: number } {
  return { seed: Number(process.env['FUZZ_SEED'] ?? SEED), plans: Number(process.env['FUZZ_PLANS'] ?? 2000) }
}

/** Checks that many plans; throws with the smallest plan that was found to go wrong. */
export async function runFuzz(seed: number, plans: number): Promise<Counts> {
  const counts = noCounts()
  const duckdb = await DuckDB.start()
  try {
    await fc.assert(
      fc.asyncProperty(rawCase, async raw => {
        await checkCase(duckdb, elaborate(raw), counts)
      }),
      {
        seed,
        numRuns: plans,
        reporter: details => {
          if (!details.failed) return
          const { numRuns, numShrinks, errorInstance } = details
          const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
          throw new Error(`Plan ${numRuns} of FUZZ_SEED=${seed} (smaller by ${numShrinks} steps):\n${message}`)
        },
      },
    )
  } finally {
    duckdb.close()
  }
  return counts
}
