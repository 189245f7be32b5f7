import { describeWithServices } from '@millrace/services/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadArtifact } from './artifact.ts'
import { addCounts, countsOf, formatCounts, readBaseline, regressions, shortfalls } from './baseline.ts'
import type { FileResult } from './run-file.ts'
import { runFiles } from './run-files.ts'

const baseline = await readBaseline()

describeWithServices(
  "Spark's golden files",
  () => {
    describe("through Millrace's SQL", () => {
      let results: FileResult[]
      beforeAll(async () => {
        const artifact = await loadArtifact()
        expect(Object.keys(baseline).sort()).toEqual([...artifact.results.keys()].sort())
        results = await runFiles({ artifact })
        const total = results.map(countsOf).reduce(addCounts)
        console.log(`Spark's golden files (${results.length}): ${formatCounts(total)}`)
      }, 900_000)

      it('as many SELECTs pass as in the baseline, and no more are wrong', () => {
        expect(regressions(results, baseline)).toEqual([])
      })

      it('of the required files four of five SELECTs pass and none is wrong', () => {
        expect(shortfalls(results)).toEqual([])
      })
    })
  },
  { needs: ['spark-golden'] },
)
