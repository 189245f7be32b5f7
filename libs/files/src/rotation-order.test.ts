import { expect, it } from 'vitest'
import { compareByRotation } from './rotation-order.ts'

it('puts the oldest rotation first', () => {
  const rotated = ['/l/access.log.10.gz', '/l/access.log.2.zst', '/l/access.log.1', '/l/access.log', '/l/error.log']
  expect([...rotated].reverse().sort(compareByRotation)).toEqual(rotated)
})

it('orders other names with their numbers by value', () => {
  const names = ['app-2.log', 'app-10.log', 'day-2026-11-09.log', 'day-2026-11-10.log']
  expect([...names].reverse().sort(compareByRotation)).toEqual(names)
})
