import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Answer } from './answer.ts'
import type { ParityCase } from './case.ts'
import { writeFormatted } from './write-formatted.ts'

export interface GoldenAnswer {
  /** Hash of the case that Spark answered. */
  readonly hash: string
  readonly answer: Answer
}

export type Golden = Readonly<Record<string, GoldenAnswer>>

const file = (family: string): URL => new URL(`../golden/${family}.json`, import.meta.url)

/** Spark's stored answers of a family by name of case; empty when there are none yet. */
export function readGolden(family: string): Golden {
  return existsSync(file(family)) ? JSON.parse(readFileSync(file(family), 'utf8')) : {}
}

/** Writes answers sorted by name. */
export function writeGolden(family: string, golden: Golden): void {
  const sorted = Object.fromEntries(Object.entries(golden).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFormatted(file(family), sorted)
}

/** What Spark answers depends on everything of a case but how Millrace's answer is compared with it. */
export function caseHash(parityCase: ParityCase): string {
  const { differs: _, tolerance: __, ...asked } = parityCase
  const text = JSON.stringify(asked, (key, value) => (key === 'ordered' ? undefined : value))
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
