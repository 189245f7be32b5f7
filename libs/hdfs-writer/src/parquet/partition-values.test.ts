import { expect, test } from 'vitest'
import { NULL_DAY, partitionName } from './partition-values.ts'

test.each([
  [0, 'dt=1970-01-01'],
  [9343, 'dt=1995-08-01'],
  [-1, 'dt=1969-12-31'],
  [-719_528, 'dt=0000-01-01'],
  [2_932_897, 'dt=+010000-01-01'],
  [NULL_DAY, 'dt=__HIVE_DEFAULT_PARTITION__'],
])('day %i is %s', (day, name) => {
  expect(partitionName('dt', day)).toBe(name)
})

test('a day outside the calendar is an error, not a name', () => {
  expect(() => partitionName('dt', 2_000_000_000)).toThrow('Day 2000000000 of column dt is outside the calendar.')
})
