import { readdirSync } from 'node:fs'
import type { ParityCase } from './case.ts'

const FOLDER = new URL('../cases/', import.meta.url)

export interface Family {
  /** Name of its file in cases/ and golden/. */
  readonly name: string
  readonly cases: readonly ParityCase[]
}

/** Every family of cases, by name. Throws when two cases share a name. */
export async function loadFamilies(): Promise<readonly Family[]> {
  const files = readdirSync(FOLDER).filter(file => file.endsWith('.ts'))
  const families = await Promise.all(
    files.sort().map(async file => {
      const { cases } = (await import(new URL(file, FOLDER).href)) as { cases: readonly ParityCase[] }
      return { name: file.slice(0, -'.ts'.length), cases }
    }),
  )
  const seen = new Set<string>()
  for (const { name } of families.flatMap(family => family.cases)) {
    if (seen.has(name)) throw new Error(`two parity cases are named '${name}'`)
    seen.add(name)
  }
  return families
}
