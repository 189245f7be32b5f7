import { expect, test } from 'vitest'
import { headersJson } from '../source/record-headers.ts'
import { encodeHeaders } from './record-headers.ts'

test.each([
  [null, null],
  [[], null],
  [[{ key: 'a', value: Buffer.from('b') }], '[{"key":"a","value":"b"}]'],
  [
    [
      { key: '', value: null },
      { key: 'k'.repeat(100), value: Buffer.from('v'.repeat(20_000)) },
    ],
    `[{"key":"","value":null},{"key":"${'k'.repeat(100)}","value":"${'v'.repeat(20_000)}"}]`,
  ],
])('headers are read as they were written: %#', (headers, json) => {
  const bytes = encodeHeaders(headers)
  expect(headersJson(bytes, 0, bytes.length)).toBe(json)
})
