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
  for (let block = 0; block < 3; block++) {
    output.begin()
    for (let i = 0; i < 70_000; i += 7) expect(Number(output.dictionary.string(output.id(i)))).toBe(i)
  }
})
