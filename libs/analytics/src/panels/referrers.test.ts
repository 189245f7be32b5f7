import { expect, test } from 'vitest'
import { siteOf } from './referrers.ts'

test.each([
  ['https://www.Example.com/a?b#c', 'example.com'],
  ['http://example.com:8080', 'example.com:8080'],
  ['http://user:secret@example.com/', 'example.com'],
  ['android-app://com.example.app/', 'com.example.app'],
  ['http://a@b@example.com/', 'example.com'],
  ['http://user@/', null],
  ['http://[::1]:80/', '[::1]:80'],
  ['http://www./', 'www.'],
  ['example.com/a', null],
  ['http:///a', null],
  ['', null],
])('%s', (referrer, site) => {
  expect(siteOf(referrer)).toBe(site)
})
