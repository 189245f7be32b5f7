import { expect, test } from 'vitest'
import { formatOf } from './format-text.ts'

test.each([
  ['weblog', { preset: 'weblog' }],
  ['AWS-ALB', { preset: 'aws_alb' }],
  ['%h %l %u %t "%r" %>s %b', { preset: 'common' }],
  ['%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-agent}i\\"', { preset: 'combined' }],
  ['%h %t %D', { pattern: '%h %t %D', notation: 'apache', complete: true }],
  ['$remote_addr $msec', { pattern: '$remote_addr $msec', notation: 'nginx', complete: true }],
  ['$ %h', { pattern: '$ %h', notation: 'apache', complete: true }],
  ['$host 100%', { pattern: '$host 100%', notation: 'nginx', complete: true }],
  ['json:host=client.ip, time = ts', { preset: 'json', fields: { host: 'client.ip', time: 'ts' } }],
  ['#Fields: date time c-ip', { preset: 'w3c', header: 'date time c-ip' }],
])('%s', (text, format) => {
  expect(formatOf(text)).toEqual(format)
})

test.each([
  ['nginxx', /^Unknown log format "nginxx"; expected one of weblog, .*, or a format string with % or \$\.$/],
  ['%h %y', /^The log format "%h %y", character 4: the directive %y is not known; known are %a .*\.$/],
  ['%h %', /^The log format "%h %", character 4: a % begins no directive/],
  ['%h%u', /^The log format "%h%u", character 3: nothing stands between %h and %u/],
  ['$remote_addr$status', /character 13: nothing stands between \$remote_addr and \$status/],
  ['$remote_addr $', /character 14: a \$ begins no variable/],
  ['%h %{%H:%M}t', /character 4: its time fields tell no whole date and time/],
  ['%h %{%Y-%m-%d %Q}t', /The time format "%Y-%m-%d %Q" has %Q, which cannot be read/],
  ['json:host', /^The log format json:host has "host"; expected column=member/],
])('%s is refused in one sentence', (text, message) => {
  expect(() => formatOf(text)).toThrowError(
    expect.objectContaining({ code: 'MILLRACE_FORMAT', message: expect.stringMatching(message) }),
  )
})
