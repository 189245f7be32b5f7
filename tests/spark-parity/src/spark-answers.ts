import { isDeepStrictEqual } from 'node:util'
import type { Answer } from './answer.ts'
import { askSpark } from './ask-spark.ts'
import type { ParityCase } from './case.ts'
import type { Family } from './families.ts'
import { caseHash, type Golden, readGolden, writeGolden } from './golden.ts'

export type ChangeKind = 'answer changed' | 'new case' | 'case changed' | 'case gone'

export interface Change {
  readonly family: string
  readonly name: string
  readonly kind: ChangeKind
}

/** Whether Spark's stored answer is one to this very case. */
export const isAnswered = (parityCase: ParityCase, golden: Golden): boolean =>
  golden[parityCase.name]?.hash === caseHash(parityCase)

/** Asks Spark about the chosen cases and says what differs from the stored answers; stores them when told to. */
export async function recompute(
  families: readonly Family[],
  chosen: (parityCase: ParityCase, family: Family) => boolean,
  store: boolean,
): Promise<{ readonly asked: number; readonly changes: readonly Change[] }> {
  const cases = families.flatMap(family => family.cases.filter(c => chosen(c, family)))
  const answers = cases.length > 0 ? await askSpark(cases) : new Map<string, Answer>()
  const changes = families.flatMap(family => {
    const golden = readGolden(family.name)
    if (store) writeGolden(family.name, renewed(family, golden, answers))
    return changesOf(family, golden, answers)
  })
  return { asked: cases.length, changes }
}

function changesOf(family: Family, golden: Golden, answers: ReadonlyMap<string, Answer>): Change[] {
  const asked = family.cases.flatMap(parityCase => {
    const { name } = parityCase
    const answer = answers.get(name)
    const kind = answer && kindOfChange(parityCase, golden, answer)
    return kind ? [{ family: family.name, name, kind }] : []
  })
  const names = new Set(family.cases.map(c => c.name))
  const gone = Object.keys(golden).filter(name => !names.has(name))
  return [...asked, ...gone.map(name => ({ family: family.name, name, kind: 'case gone' as const }))]
}

function kindOfChange(parityCase: ParityCase, golden: Golden, answer: Answer): ChangeKind | undefined {
  const stored = golden[parityCase.name]
  if (!stored) return 'new case'
  if (stored.hash !== caseHash(parityCase)) return 'case changed'
  return isDeepStrictEqual(stored.answer, answer) ? undefined : 'answer changed'
}

function renewed(family: Family, golden: Golden, answers: ReadonlyMap<string, Answer>): Golden {
  return Object.fromEntries(
    family.cases.flatMap(parityCase => {
      const { name } = parityCase
      const answer = answers.get(name)
      if (answer) return [[name, { hash: caseHash(parityCase), answer }]]
      return golden[name] ? [[name, golden[name]]] : []
    }),
  )
}

/** Picks about one case in four, another quarter for another seed. */
export function seededQuarter(seed: number): (parityCase: ParityCase) => boolean {
  return parityCase => {
    let hash = 0x811c9dc5 ^ seed
    for (const char of parityCase.name) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
    return ((hash ^ (hash >>> 15)) & 3) === 0
  }
}
