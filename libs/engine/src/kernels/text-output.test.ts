import { expect, test } from 'vitest'
import { doubleText } from './java-number-text.ts'
import { TextOutput } from './text-output.ts'

test('equal values have one id, 0 and -0 have texts of their own', () => {
  const output = new TextOutput(doubleText as (value: never) => string)
  output.begin()
  const texts = [0, -0, 0, Number.NaN, 1.5, Number.NaN].map(v => output.dictionary.string(output.id(v)))
  expect(texts).toEqual(['0.0', '-0.0', '0.0', 'NaN', '1.5', 'NaN'])
  expect(output.id(1.5)).toBe(output.id(1.5))
})

test('texts of many values stay right when the dictionary starts anew', () => {
  const output = new TextOutput(((v: number) => String(v).padStart(500, '0')) as (value: never) => string)
  const dictionaries = new Set()
  for (let block = 0; block < 3; block++) {
    output.begin()
    dictionaries.add(output.dictionary)
    const ids = Array.from({ length: 70_000 }, (_, i) => output.id(i))
    for (let i = 0; i < ids.length; i += 997) expect(Number(output.dictionary.string(ids[i]))).toBe(i)
  }
  expect(dictionaries.size).toBe(3)
})
