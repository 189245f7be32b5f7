import { describe, expect, it } from 'vitest'
import { describeDifferences } from './src/compare.ts'
import { loadFamilies } from './src/families.ts'
import { compareFamily, readOpenCases } from './src/open-cases.ts'

const open = readOpenCases()
const families = await loadFamilies()

describe('Millrace answers as Spark does', () => {
  it.each(families)('$name', async family => {
    const results = await compareFamily(family)
    const known = new Set(open[family.name])
    const differ = results.filter(r => r.unexplained.length > 0)
    const unknown = differ.filter(r => !known.has(r.parityCase.name))
    expect(unknown.map(r => `${r.parityCase.name}\n${describeDifferences(r.unexplained)}`).join('\n')).toBe('')
    expect(
      results.flatMap(r => r.needless),
      'differs, where nothing does',
    ).toEqual([])
    const names = new Set(differ.map(r => r.parityCase.name))
    expect(
      [...known].filter(name => !names.has(name)),
      'open.json: these agree now',
    ).toEqual([])
  })
})
