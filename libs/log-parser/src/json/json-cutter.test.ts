import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CUT } from '../fields/line-cutter.ts'
import { JsonCutter } from './json-cutter.ts'

const PATHS = [['a'], ['a', 'b'], ['b'], ['c', 'a']] as const
const cutter = new JsonCutter({
  fields: [
    { name: 'json', value: { kind: 'skip' }, paths: [] },
    ...PATHS.map(path => ({ name: path.join('.'), value: { kind: 'skip' } as const, paths: [path] })),
  ],
})

/** The values at PATHS, or the name of what is wrong. */
function cut(line: string): (string | null)[] | string {
  const bytes = new TextEncoder().encode(`{"${line}"}`)
  const outcome = cutter.cut(bytes, new DataView(bytes.buffer), 2, bytes.length - 2)
  if (outcome !== CUT) return 'malformed'
  return PATHS.map((_, i) => {
    const start = cutter.starts[i + 1]
    return start < 0 ? null : new TextDecoder().decode(cutter.bytes.subarray(start, cutter.ends[i + 1]))
  })
}

/** The same by JSON.parse. */
function expected(line: string): (string | null)[] | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'malformed'
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'malformed'
  return PATHS.map(path => {
    let at: unknown = value
    for (const name of path)
      at = firstOf(at) instanceof Object ? (firstOf(at) as Record<string, unknown>)[name] : undefined
    const leaf = firstOf(at)
    // A lone surrogate has no UTF-8.
    if (typeof leaf === 'string') return leaf === '' ? null : leaf.toWellFormed()
    return typeof leaf === 'boolean' || typeof leaf === 'number' ? String(leaf) : null
  })
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? firstOf(value[0]) : value)

const key = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c') }, fc.string({ maxLength: 3 }))
const { object } = fc.letrec(tie => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('"', '\\', '\u2028', '\u0001', 'é', '😀', ''),
    // As JavaScript writes it: the real cutter takes numbers as they are written.
    fc.integer({ min: -1e6, max: 1e6 }),
    fc.constantFrom(true, false, null),
  ),
  value: fc.oneof(
    { maxDepth: 4, weight: 3, arbitrary: tie('leaf') } as never,
    tie('leaf'),
    tie('object'),
    fc.array(tie('leaf'), { maxLength: 3 }),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

test('agrees with JSON.parse on built and damaged lines', () => {
  const edit = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(2),
    fc.constantFrom('', '"', '\\', '{', '}', ',', ':', ' ', 'a', '[', ']', '0', '1', 'u0041'),
  )
  const space = fc.constantFrom(undefined, 1, '\t')
  let parsed = 0
  let total = 0
  fc.assert(
    fc.property(object, space, fc.array(edit, { maxLength: 2 }), fc.boolean(), (value, indent, edits, ascii) => {
      let line = JSON.stringify(value, null, indent)
      if (ascii) line = line.replace(/[^ -~\s]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      for (const [share, remove, insert] of edits) {
        const at = Math.floor(share * line.length)
        line = line.slice(0, at) + insert + line.slice(at + remove)
      }
      const outcome = expected(line)
      // What JSON.parse makes of a number is not how it was written.
      fc.pre(!/[-.\d][eE.]|\d[eE.]|-0|\d{7}/.test(line))
      expect(cut(line.toWellFormed())).toEqual(outcome)
      total++
      if (outcome !== 'malformed') parsed++
    }),
    { seed: 4, numRuns: 4000 },
  )
  expect(parsed).toBeGreaterThan(total * 0.3)
  expect(parsed).toBeLessThan(total * 0.9)
})

test.each([
  ['{"a":1.50e3,"b":-0}', ['1.50e3', null, '-0', null]],
  ['{"a":1}', ['1', null, null, null]],
  ['{"a":[["x","y"],"z"],"\\u0062":"\\ud83d\\ude00\\ud800"}', ['x', null, '😀\ufffd', null]],
  ['{"a":{"b":1},"a":{}}', [null, null, null, null]],
  ['{"a":1} x', 'malformed'],
  ['{"a":01}', 'malformed'],
  ['{"a":"\t"}', 'malformed'],
  ['[1]', 'malformed'],
  ['', 'malformed'],
  [`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`, 'malformed'],
])('%s', (line, values) => {
  expect(cut(line)).toEqual(values)
})
