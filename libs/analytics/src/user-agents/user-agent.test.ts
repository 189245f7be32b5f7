import { expect, test } from 'vitest'
import { userAgentOf } from './user-agent.ts'

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0'
const browser = (name: string, os: string, device: string) => ({ bot: null, browser: name, os, device })
const bot = (name: string) => ({ bot: name, browser: null, os: null, device: 'Bot' })

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, browser('Chrome', 'Windows', 'Desktop')],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/120.0.2210.121`,
    browser('Microsoft Edge', 'Windows', 'Desktop'),
  ],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`, browser('Chrome', 'Android', 'Mobile')],
  [
    'Mozilla/5.0 (iPad; CPU OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12F69 Safari/600.1.4',
    browser('Safari', 'iOS', 'Tablet'),
  ],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', bot('Googlebot')],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', bot('AhrefsBot')],
  ['Tiny Tiny RSS/1.11 (http://tt-rss.org/)', bot('Tiny Tiny RSS')],
  ['curl/8.5.0', bot('curl')],
  ['Mozilla/5.0 (compatible; Linux x86_64; Mail.RU_Bot/2.0; +http://go.mail.ru/help/robots)', bot('Mail.RU_Bot')],
  ['fetcher 1.2.3', bot('fetcher')],
  ['() { :;}; /bin/bash -c \\', bot('Other')],
  ['Mozilla/3.0 (compatible; NetPositive/2.1.1; BeOS)', browser('Other', 'Other', 'Other')],
  ['', browser('Other', 'Other', 'Other')],
  ['\u0000\u202e', browser('Other', 'Other', 'Other')],
])('%j', (text, expected) => {
  expect(userAgentOf(text)).toEqual(expected)
})

test('names are those of a fixed list or short, whatever the text', () => {
  for (const text of [
    `${'x'.repeat(5_000_000)}bot/1`,
    `compatible; ${'y'.repeat(100_000)}bot`,
    `${'a '.repeat(3e5)}/bot`,
  ]) {
    const { bot: name, browser: shown, os } = userAgentOf(text)
    for (const part of [name, shown, os]) expect((part ?? '').length).toBeLessThan(60)
  }
})
