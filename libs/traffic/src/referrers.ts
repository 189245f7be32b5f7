import { AliasTable } from './alias-table.ts'
import { bytePool } from './byte-pool.ts'

/** The site whose traffic this is, before an internal referrer's path. */
export const SITE = 'http://www.example.com'

const WEIGHTED: readonly (readonly [weight: number, referrer: string])[] = [
  [200, 'https://www.google.com/'],
  [60, 'http://www.google.de/url?sa=t&rct=j&q=&esrc=s&source=web&cd=1&ved=0CCIQFjAA'],
  [30, 'https://www.bing.com/search?q=log+analysis'],
  [25, 'https://duckduckgo.com/'],
  [40, 'https://news.ycombinator.com/item?id=9581862'],
  [35, 'https://www.reddit.com/r/programming/'],
  [30, 'https://t.co/kVmRjMCh3Z'],
  [25, 'https://en.wikipedia.org/wiki/Log_analysis'],
  [20, 'https://github.com/example/project/blob/main/README.md'],
  [15, 'http://stackoverflow.com/questions/9153571/is-there-a-way-to-get-only-the-timestamp'],
  [15, 'https://www.facebook.com/'],
  [10, 'http://go.mail.ru/search?q=%D0%BB%D0%BE%D0%B3'],
  [8, 'http://yandex.ru/yandsearch?text=apache%20log'],
  [6, 'android-app://com.google.android.gm'],
  [5, 'http://localhost:8080/'],
  [3, 'http://best-prices.example.org/'],
]

/** Other people's pages that link here. */
export const EXTERNAL_REFERRERS = bytePool(WEIGHTED.map(([, referrer]) => referrer))

export const externalReferrers = (): AliasTable => new AliasTable(WEIGHTED.map(([weight]) => weight))
