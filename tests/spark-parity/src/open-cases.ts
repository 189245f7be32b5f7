import { existsSync, readFileSync } from 'node:fs'
import type { Answer } from './answer.ts'
import { askMillrace } from './ask-millrace.ts'
import { isExpressions, type ParityCase } from './case.ts'
import { compareAnswers, type Difference } from './compare.ts'
import type { Family } from './families.ts'
import { readGolden } from './golden.ts'

export interface CaseResult {
  readonly parityCase: ParityCase
  /** What differs without a reason being given. */
  readonly unexplained: readonly Difference[]
  /** Reasons that are given though nothing differs. */
  readonly needless: readonly string[]
}

/** Every case of a family, Millrace's answer against Spark's stored one. */
export async function compareFamily({ name, cases }: Family): Promise<CaseResult[]> {
  const golden = readGolden(name)
  const results: CaseResult[] = []
  for (const parityCase of cases) {
    const stored = golden[parityCase.name]
    if (!stored)
      throw new Error(`Spark has not answered '${parityCase.name}': npm run test:parity -- --changed --update`)
    results.push(judge(parityCase, stored.answer, await askMillrace(parityCase)))
  }
  return results
}

function judge(parityCase: ParityCase, spark: Answer, millrace: Answer): CaseResult {
  const differences = compareAnswers(parityCase, spark, millrace)
  if (isExpressions(parityCase)) {
    const reasons = parityCase.differs ?? {}
    return {
      parityCase,
      unexplained: differences.filter(d => !(d.expression! in reasons)),
      needless: Object.keys(reasons).filter(expression => !differences.some(d => d.expression === expression)),
    }
  }
  const { differs } = parityCase
  return {
    parityCase,
    unexplained: differs ? [] : differences,
    needless: differs && differences.length === 0 ? [differs] : [],
  }
}

export const OPEN_FILE = new URL('../open.json', import.meta.url)

/** Cases that are known not to agree yet, by family. The list only gets shorter. */
export const readOpenCases = (): Readonly<Record<string, readonly string[]>> =>
  existsSync(OPEN_FILE) ? JSON.parse(readFileSync(OPEN_FILE, 'utf8')) : {}
