import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Answer } from './answer.ts'
import type { ParityCase } from './case.ts'

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

/** Writes answers sorted by name: one line a column, row or batch, so that a change is small in a diff. */
export function writeGolden(family: string, golden: Golden): void {
  const names = Object.keys(golden).sort()
  writeFileSync(file(family), `{\n${names.map(name => goldenText(name, golden[name])).join(',\n')}\n}\n`)
}

/** What Spark answers depends on everything of a case but how Millrace's answer is compared with it. */
export function caseHash(parityCase: ParityCase): string {
  const { differs: _, tolerance: __, ...asked } = parityCase
  const text = JSON.stringify(asked, (key, value) => (key === 'ordered' ? undefined : value))
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function goldenText(name: string, { hash, answer }: GoldenAnswer): string {
  const parts = Object.entries(answer).map(([key, value]) => `    ${JSON.stringify(key)}: ${partText(value)}`)
  return `${JSON.stringify(name)}: {\n  "hash": ${JSON.stringify(hash)},\n  "answer": {\n${parts.join(',\n')}\n  }\n}`
}

function partText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value)
  return `[\n${value.map(item => `      ${JSON.stringify(item)}`).join(',\n')}\n    ]`
}
