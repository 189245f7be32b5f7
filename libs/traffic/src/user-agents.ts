import { AliasTable } from './alias-table.ts'
import { type BytePool, bytePool } from './byte-pool.ts'
import type { Random } from './random.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

/** Browsers and tools of people, with how often each is met. */
const BROWSERS: readonly (readonly [weight: number, agent: string])[] = [
  [180, `Mozilla/5.0 (Windows NT 6.1; WOW64) ${WEBKIT} Chrome/42.0.2311.152 Safari/537.36`],
  [120, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36`],
  [90, `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_10_3) ${WEBKIT} Chrome/43.0.2357.65 Safari/537.36`],
  [60, 'Mozilla/5.0 (Windows NT 6.1; WOW64; rv:38.0) Gecko/20100101 Firefox/38.0'],
  [55, 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0'],
  [50, `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/121.0.6167.101 Mobile Safari/537.36`],
  [
    48,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
  ],
  [
    40,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
  ],
  [
    35,
    'Mozilla/5.0 (iPad; CPU OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) Version/8.0 Mobile/12F69 Safari/600.1.4',
  ],
  [30, 'Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko'],
  [25, `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.121`],
  [20, `Mozilla/5.0 (Linux; Android 5.1; SM-G920F) ${WEBKIT} Chrome/43.0.2357.78 Mobile Safari/537.36`],
  [15, 'Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.17'],
  [14, 'Mozilla/5.0 (X11; Linux x86_64; rv:24.0) Gecko/20140205 Firefox/24.0 Iceweasel/24.3.0'],
  [12, 'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; .NET CLR 2.0.50727)'],
  [10, 'curl/8.5.0'],
  [8, 'Wget/1.21.4'],
  [8, 'python-requests/2.31.0'],
  [6, 'Go-http-client/2.0'],
  [5, 'okhttp/4.12.0'],
  [4, 'Java/17.0.9'],
  [3, 'Mozilla/3.0 (compatible; NetPositive/2.1.1; BeOS)'],
  [3, 'Lynx/2.8.9rel.1 libwww-FM/2.14 SSL-MM/1.4.1'],
  [12, '-'],
]

export const BOT_AGENTS: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/',
  'Tiny Tiny RSS/1.11 (http://tt-rss.org/)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
]

/** All user agents in one pool, the browsers first. */
export interface UserAgents {
  readonly pool: BytePool
  readonly firstBot: number
  browser(random: Random): number
}

export function makeUserAgents(): UserAgents {
  const table = new AliasTable(BROWSERS.map(([weight]) => weight))
  return {
    pool: bytePool([...BROWSERS.map(([, agent]) => agent), ...BOT_AGENTS]),
    firstBot: BROWSERS.length,
    browser: random => table.sample(random),
  }
}
