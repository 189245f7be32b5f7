import { Dictionary, type StringColumn } from '@millrace/columns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PooledRows, StringPool } from './string-pool.ts'

/** A column whose strings get their ids from the dictionary. */
function columnOf(dictionary: Dictionary, texts: readonly (string | null)[]): StringColumn {
  const ids = Int32Array.from(texts, text => (text === null ? -1 : dictionary.internString(text)))
  return { type: 'string', length: ids.length, ids, dictionary, nullCount: texts.filter(text => text === null).length }
}

const newRows = (): PooledRows => ({ ids: new Int32Array(1000), length: 0, dictionary: new Dictionary(0) })
const textsOf = ({ ids, length, dictionary }: PooledRows): (string | null)[] =>
  Array.from(ids.subarray(0, length), id => (id < 0 ? null : dictionary.string(id)))

test('rows keep the ids of their dictionary while no other comes', () => {
  const pool = new StringPool()
  const rows = newRows()
  const source = new Dictionary(16)
  pool.append(rows, columnOf(source, ['a', null]), 0, 2)
  pool.append(rows, columnOf(source, ['b', 'a']), 0, 2)
  expect(rows.dictionary).toBe(source)
  pool.append(rows, columnOf(new Dictionary(16), ['c']), 0, 1)
  expect(rows.dictionary).not.toBe(source)
  expect(textsOf(rows)).toEqual(['a', null, 'b', 'a', 'c'])
  pool.clear(rows)
  pool.append(rows, columnOf(source, ['z']), 0, 1)
  expect(rows.dictionary).toBe(source)
})

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        group: fc.nat({ max: 2 }),
        source: fc.nat({ max: 2 }),
        texts: fc.array(fc.option(fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 40 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ clear: fc.nat({ max: 2 }) }) },
    { weight: 1, arbitrary: fc.constant('clean' as const) },
  ),
  { maxLength: 25 },
)

test('every group has its strings, whatever dictionaries come and go', () => {
  fc.assert(
    fc.property(steps, all => {
      const pool = new StringPool(0)
      const groups = [newRows(), newRows(), newRows()]
      const expected: (string | null)[][] = [[], [], []]
      const sources = [new Dictionary(1), new Dictionary(1), new Dictionary(1)]
      for (const step of all) {
        if (step === 'clean') pool.clean()
        else if ('clear' in step) {
          pool.clear(groups[step.clear])
          expected[step.clear] = []
        } else {
          pool.append(groups[step.group], columnOf(sources[step.source], step.texts), 0, step.texts.length)
          expected[step.group].push(...step.texts)
        }
        expect(groups.map(textsOf)).toEqual(expected)
      }
    }),
  )
})

test('strings of rows that are gone are let go', () => {
  const pool = new StringPool(0)
  const [kept, gone] = [newRows(), newRows()]
  pool.append(kept, columnOf(new Dictionary(16), ['kept']), 0, 1)
  const many = Array.from({ length: 1000 }, (_, i) => `${i} `.repeat(200))
  pool.append(gone, columnOf(new Dictionary(16), many), 0, 1000)
  pool.append(kept, columnOf(new Dictionary(16), ['too']), 0, 1)
  const before = pool.byteSize
  pool.clear(gone)
  pool.clean()
  expect(pool.byteSize).toBeLessThan(before / 10)
  expect(textsOf(kept)).toEqual(['kept', 'too'])
})
