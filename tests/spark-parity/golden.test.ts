import { describe, expect, it } from 'vitest'
import { isStream } from './src/case.ts'
import { loadFamilies } from './src/families.ts'
import { caseHash, readGolden } from './src/golden.ts'
import { isAnswered, seededQuarter } from './src/spark-answers.ts'

const families = await loadFamilies()
const cases = families.flatMap(family => family.cases)

describe('stored answers of Spark', () => {
  it.each(families)('belong to the cases of $name', ({ name, cases }) => {
    const golden = readGolden(name)
    expect(
      cases.filter(c => !isAnswered(c, golden)).map(c => c.name),
      'npm run test:parity -- --changed --update',
    ).toEqual([])
    expect(Object.keys(golden).sort()).toEqual(cases.map(c => c.name).sort())
  })

  it('are there for at least 120 cases, of which 60 stream', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120)
    expect(cases.filter(isStream).length).toBeGreaterThanOrEqual(60)
  })
})

it('does not ask Spark again when only the comparison of a case changes', () => {
  const [first] = cases
  expect(caseHash({ ...first, tolerance: 0.5 })).toBe(caseHash(first))
  expect(caseHash({ ...first, timeZone: 'Asia/Tokyo' })).not.toBe(caseHash(first))
})

it('picks about a quarter of the cases, another for another seed', () => {
  const picks = [1, 2, 3].map(seed => cases.filter(seededQuarter(seed)).map(c => c.name))
  for (const pick of picks) {
    expect(pick.length).toBeGreaterThan(cases.length / 8)
    expect(pick.length).toBeLessThan(cases.length / 2.5)
  }
  expect(picks[0]).not.toEqual(picks[1])
})
