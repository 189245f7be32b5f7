import { expect, test } from 'vitest'
import { batchOf } from '../sources/batch-of.ts'
import { rowsOf } from './rows.ts'

const SCHEMA = [
  { name: 'local', type: 'timestamp_ntz', nullable: true },
  { name: 'visit', type: 'struct<at:timestamp,pages:list<struct<path:string,day:date>>>', nullable: true },
  { name: 'prices', type: 'map<string,decimal(5,2)>', nullable: true },
] as const

test('rows go into columns and come out the same, nested values too', () => {
  const at = new Date('2020-02-29T01:02:03Z')
  const full = {
    local: at,
    visit: { at, pages: [{ path: '/', day: '2020-02-29' }, null] },
    prices: { keys: ['tea', 'cake'], values: [250n, null] },
  } as const
  const none = { local: null, visit: null, prices: null }
  const batch = batchOf(SCHEMA, [full, none])
  const rows = rowsOf<typeof full | typeof none>(batch)
  expect(rows).toEqual([full, none])
  // Columns hold them as numbers and arrays.
  expect('objects' in batch.columns[1] && batch.columns[1].objects[0]).toEqual([
    BigInt(at.getTime()) * 1000n,
    [['/', 18321], null],
  ])
})
