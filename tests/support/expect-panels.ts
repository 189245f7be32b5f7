import { expect } from 'vitest'
import type { Row } from '../oracle/oracle.ts'

/** Shares and averages may differ in their last bits. */
const TOLERANCE = 1e-12

/** Expects the panels of `millrace report --json --panels all` to be the oracle's: all of them, no others, every cell. */
export function expectPanels(
  actual: Readonly<Record<string, unknown>>,
  oracle: Readonly<Record<string, Row | Row[]>>,
): void {
  for (const [name, expected] of Object.entries(oracle)) expect(settled(actual[name], expected), name).toEqual(expected)
}

/** The actual value with fractions that are close enough replaced by the expected ones. */
function settled(actual: unknown, expected: unknown): unknown {
  if (typeof actual === 'number' && typeof expected === 'number')
    return Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected) ? expected : actual
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) return actual
  const inside = (key: string): unknown => settled(actual[key as never], expected[key as never])
  if (Array.isArray(actual)) return actual.map((_, i) => inside(String(i)))
  return Object.fromEntries(Object.keys(actual).map(key => [key, inside(key)]))
}
