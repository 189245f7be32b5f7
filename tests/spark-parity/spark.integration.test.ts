import { describeWithServices } from '@millrace/services/testing'
import { describe, expect, it } from 'vitest'
import { loadFamilies } from './src/families.ts'
import { readGolden } from './src/golden.ts'
import { isAnswered, recompute, seededQuarter } from './src/spark-answers.ts'

const MINUTES = 60_000
const DAY_MS = 86_400_000
const { MILLRACE_SPARK_PYTHON, SPARK_PYTHON, MILLRACE_REQUIRE_SERVICES, MILLRACE_PARITY_SEED } = process.env

const wanted = Boolean(MILLRACE_SPARK_PYTHON || SPARK_PYTHON || MILLRACE_REQUIRE_SERVICES === '1')
/** A seed of its own for every day, so that all cases have their turn. */
const seed = Number(MILLRACE_PARITY_SEED ?? Math.floor(Date.now() / DAY_MS))

function answersAgain(): void {
  it(
    `a quarter of the cases, and those that changed, as stored (MILLRACE_PARITY_SEED=${seed})`,
    async () => {
      const quarter = seededQuarter(seed)
      const { asked, changes } = await recompute(
        await loadFamilies(),
        (parityCase, family) => quarter(parityCase) || !isAnswered(parityCase, readGolden(family.name)),
        false,
      )
      expect(changes).toEqual([])
      expect(asked).toBeGreaterThan(30)
    },
    15 * MINUTES,
  )
}

if (wanted) describeWithServices('Spark answers', answersAgain, { needs: ['java', 'python3'] })
else
  describe.skip(
    'Spark answers (skipped: neither MILLRACE_SPARK_PYTHON nor MILLRACE_REQUIRE_SERVICES is set)',
    answersAgain,
  )
