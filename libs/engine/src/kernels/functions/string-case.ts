import { hosted } from '../hosted.ts'
import { signature } from './signature.ts'

/** Letters whose title case is not their upper case: the digraphs, which have a form of their own. */
const DIGRAPHS: Readonly<Record<string, string>> = { Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' }

function titleCase(letter: string): string {
  const [first, ...rest] = letter.toUpperCase()
  return (DIGRAPHS[first] ?? first) + rest.join('').toLowerCase()
}

/** The lower case of the whole word, as a sigma at its end is another than inside of it. */
const restInLowerCase = (word: string, first: string): string => word.toLowerCase().slice(first.toLowerCase().length)

/** The first letter of every word in title case, the others in lower case; only blanks divide words. */
function initcap(s: string): string {
  return s
    .split(' ')
    .map(word => {
      const [first] = word
      return first === undefined ? '' : titleCase(first) + restInLowerCase(word, first)
    })
    .join(' ')
}

const textToText = (f: (s: string) => string) =>
  hosted({ resolve: signature(['string'], 'string'), evaluator: () => f })

/** Upper and lower case by Unicode's full mappings, independent of a locale. */
export const stringCase = {
  upper: textToText(s => s.toUpperCase()),
  lower: textToText(s => s.toLowerCase()),
  initcap: textToText(initcap),
}
