import { bytePool } from './byte-pool.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { QueryKind } from './path-kinds.ts'
import type { Random } from './random.ts'
import { WORDS } from './words.ts'

const words = bytePool([...WORDS, 'caf%C3%A9', 'na%C3%AFve', '%22exact+phrase%22', 'a%26b', 'c%2B%2B'])
const wordCount = words.offsets.length - 1
const pieces = bytePool([
  '?page=',
  '?q=',
  '+',
  '?id=',
  '&v=',
  '?utm_source=',
  '&utm_campaign=',
  '&lang=de',
  '&sort=price',
])
const [PAGE, SEARCH, PLUS, ID, VERSION, SOURCE, CAMPAIGN, LANGUAGE, SORT] = Array.from({ length: 9 }, (_, i) => i)

/** Writes `?` and a query of that kind. */
export function writeQuery(out: ByteWriter, kind: QueryKind, random: Random): void {
  const r = random.next()
  switch (kind) {
    case 'none':
      return
    case 'page':
      out.entry(pieces, PAGE)
      out.number(1 + (r & 31))
      if (r >>> 30 === 0) out.entry(pieces, SORT)
      return
    case 'search':
      out.entry(pieces, SEARCH)
      out.entry(words, random.below(wordCount))
      for (let i = r >>> 30; i > 0; i--) {
        out.entry(pieces, PLUS)
        out.entry(words, random.below(wordCount))
      }
      if ((r & 15) === 0) out.entry(pieces, LANGUAGE)
      return
    case 'record':
      out.entry(pieces, ID)
      out.number(r >>> 12)
      if ((r & 3) === 0) {
        out.entry(pieces, VERSION)
        out.number((r >>> 2) & 7)
      }
      return
    case 'campaign':
      out.entry(pieces, SOURCE)
      out.entry(words, random.below(WORDS.length))
      out.entry(pieces, CAMPAIGN)
      out.entry(words, random.below(WORDS.length))
  }
}
