import { expect, test } from 'vitest'
import { percent, ranked } from './ranking.ts'

test('a ranking beside another one: what both have, ours alone, the other alone', () => {
  const ours = [
    { host: 'a', count: 9 },
    { host: null, count: 5 },
  ]
  const article = [
    { host: '', count: 70 },
    { host: 'a', count: 60 },
  ]
  expect(ranked('host', ours, article)).toEqual([
    { rank: 1, host: 'a', count: 9, article: 60, 'its rank': 2 },
    { rank: 2, host: null, count: 5, article: null, 'its rank': null },
    { rank: null, host: '(empty)', count: null, article: 70, 'its rank': 1 },
  ])
})

test('a share has two digits, and nothing has none', () => {
  expect(percent(1, 3)).toBe(33.33)
  expect(percent(0, 0)).toBeNull()
})
