import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { detectFormat } from './detect-format.ts'
import { PRESETS, presetNames } from './presets/presets.ts'
import { SAMPLES } from './presets/samples.ts'

const encode = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'))

/** Presets whose lines are those of another that says as much. */
const SAME: Readonly<Record<string, string>> = { common: 'weblog', combined: 'weblog', nginx: 'weblog' }

test.each(presetNames)('the sample of %s is known for what it is', preset => {
  const detected = detectFormat(encode(SAMPLES[preset].lines))
  expect(detected?.preset).toBe(SAME[preset] ?? preset)
  expect(detected?.title).toBe(PRESETS[detected?.preset ?? preset].title)
  expect(detected?.understood).toBe(detected?.lines)
})

test.each([
  ['nasa-1995-08-01.log.gz', 1000],
  ['apache-combined.log.gz', 1000],
])('%s is a web log', (name, lines) => {
  const head = gunzipSync(readFileSync(new URL(`../../../data/${name}`, import.meta.url)))
  expect(detectFormat(head)).toMatchObject({ preset: 'weblog', lines, understood: lines })
})

test('damaged lines do not mislead', () => {
  const [line] = SAMPLES.nginx_main.lines
  const detected = detectFormat(encode([line, 'what is this', line, '', line]))
  expect(detected).toMatchObject({ preset: 'nginx_main', lines: 5, understood: 3 })
})

test('the header of a log goes with its format', () => {
  const { lines } = SAMPLES.iis
  expect(detectFormat(encode(lines))?.format).toEqual({ preset: 'iis', header: lines[3].slice('#Fields: '.length) })
})

test('nothing is made of anything else', () => {
  expect(detectFormat(encode(['a,b,c', '1,2,3']))).toBeNull()
  expect(detectFormat(encode([]))).toBeNull()
  expect(detectFormat(encode(['{"level":"info","ts":1646861401.5,"msg":"started"}']))).toBeNull()
  expect(detectFormat(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255))).toBeNull()
})
