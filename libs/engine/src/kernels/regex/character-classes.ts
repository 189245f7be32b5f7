import { CodeSet } from './code-set.ts'

const ranges = (text: string): CodeSet =>
  CodeSet.of(
    ...Array.from(text.matchAll(/(.)-(.)/gsu), (m): [number, number] => [m[1].codePointAt(0)!, m[2].codePointAt(0)!]),
  )

export const DIGIT = ranges('0-9')
export const WORD = ranges('a-zA-Z0-9').union(CodeSet.ofCharacters('_'))
export const SPACE = CodeSet.ofCharacters(' \t\n\v\f\r')
export const HORIZONTAL_SPACE = CodeSet.of([0x2000, 0x200a]).union(
  CodeSet.ofCharacters(' \t\u00a0\u1680\u180e\u202f\u205f\u3000'),
)
export const LINE_TERMINATORS = CodeSet.ofCharacters('\n\r\u0085\u2028\u2029')
export const VERTICAL_SPACE = CodeSet.ofCharacters('\n\v\f\r\u0085\u2028\u2029')

const LOWER = ranges('a-z')
const UPPER = ranges('A-Z')
const ALPHA = LOWER.union(UPPER)
const PUNCTUATION = CodeSet.of([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])
const GRAPH = CodeSet.of([0x21, 0x7e])

/** POSIX classes, which are of ASCII. */
const POSIX: Readonly<Record<string, CodeSet>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: CodeSet.of([0, 0x7f]),
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: ALPHA.union(DIGIT),
  Punct: PUNCTUATION,
  Graph: GRAPH,
  Print: GRAPH.union(CodeSet.ofCharacters(' ')),
  Blank: CodeSet.ofCharacters(' \t'),
  Cntrl: CodeSet.of([0, 0x1f], [0x7f, 0x7f]),
  XDigit: ranges('0-9a-fA-F'),
  Space: SPACE,
}

/** What a POSIX or predefined class means with UNICODE_CHARACTER_CLASS, as a JavaScript class. */
const UNICODE_POSIX: Readonly<Record<string, string>> = {
  Lower: '\\p{Lowercase}',
  Upper: '\\p{Uppercase}',
  Alpha: '\\p{Alphabetic}',
  Digit: '\\p{Nd}',
  Alnum: '[\\p{Alphabetic}\\p{Nd}]',
  Punct: '\\p{P}',
  Graph: '[^\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Cn}]',
  Print: '[\\p{Zs}[^\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Cn}]]',
  Blank: '[\\p{Zs}\\t]',
  Cntrl: '\\p{Cc}',
  XDigit: '[\\p{Nd}\\p{Hex_Digit}]',
  Space: '\\p{White_Space}',
  Word: '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]',
}

/** `\p{javaXxx}`: methods of java.lang.Character. */
const JAVA: Readonly<Record<string, string>> = {
  LowerCase: '\\p{Lowercase}',
  UpperCase: '\\p{Uppercase}',
  TitleCase: '\\p{Lt}',
  Alphabetic: '\\p{Alphabetic}',
  Ideographic: '\\p{Ideographic}',
  Digit: '\\p{Nd}',
  Defined: '\\P{Cn}',
  Letter: '\\p{L}',
  LetterOrDigit: '[\\p{L}\\p{Nd}]',
  SpaceChar: '\\p{Z}',
  Whitespace: '[[\\p{Z}\\t-\\r\\x1c-\\x1f]--[\\xa0\\u2007\\u202f]]',
  ISOControl: '\\p{Cc}',
}

/** Binary properties that `\p{IsXxx}` knows, by their names without case. */
const BINARY: Readonly<Record<string, string>> = {
  alphabetic: '\\p{Alphabetic}',
  ideographic: '\\p{Ideographic}',
  letter: '\\p{L}',
  lowercase: '\\p{Lowercase}',
  uppercase: '\\p{Uppercase}',
  titlecase: '\\p{Lt}',
  punctuation: '\\p{P}',
  control: '\\p{Cc}',
  white_space: '\\p{White_Space}',
  whitespace: '\\p{White_Space}',
  digit: '\\p{Nd}',
  hex_digit: '\\p{Hex_Digit}',
  hexdigit: '\\p{Hex_Digit}',
  join_control: '\\p{Join_Control}',
  noncharacter_code_point: '\\p{Noncharacter_Code_Point}',
  assigned: '\\P{Cn}',
  emoji: '\\p{Emoji}',
}

const known = new Map<string, CodeSet>()
let everything: string | undefined

/** The code points that a JavaScript class matches. */
function fromJavaScript(source: string): CodeSet {
  let set = known.get(source)
  if (set === undefined) {
    everything ??= Array.from({ length: 0x1100 }, (_, block) =>
      block >= 0xd8 && block < 0xe0
        ? ''
        : String.fromCodePoint(...Array.from({ length: 256 }, (_, i) => block * 256 + i)),
    ).join('')
    const found = Array.from(everything.matchAll(new RegExp(`${source}+`, 'gv')), ({ 0: run }): [number, number] => {
      return [run.codePointAt(0)!, run.codePointAt(run.length - (/[\udc00-\udfff]$/.test(run) ? 2 : 1))!]
    })
    set = CodeSet.of(...found)
    known.set(source, set)
  }
  return set
}

const tryJavaScript = (source: string): CodeSet | undefined => {
  try {
    return fromJavaScript(source)
  } catch {
    return undefined
  }
}

/** What `\b` takes as part of a word up to Java 18. */
export const LETTER_OR_DIGIT = (): CodeSet => fromJavaScript('[\\p{L}\\p{Nd}_]')
export const MARK = (): CodeSet => fromJavaScript('\\p{Mn}')

/** A predefined or POSIX class by Unicode, for UNICODE_CHARACTER_CLASS. */
export const unicodeClass = (name: string): CodeSet => fromJavaScript(UNICODE_POSIX[name])

const script = (name: string): CodeSet | undefined =>
  tryJavaScript(`\\p{sc=${name.replace(/(^|_)([a-z])/g, (_, dash, c) => dash + c.toUpperCase())}}`)

/** Java's categories beyond Unicode's. */
function category(name: string): CodeSet | undefined {
  if (name === 'LD') return fromJavaScript('[\\p{L}\\p{Nd}]')
  if (name === 'L1') return CodeSet.of([0, 0xff])
  if (name === 'all') return CodeSet.all
  return /^(L[CDultmo]?|M[nce]?|N[dlo]?|Z[slp]?|C[cfons]?|P[dseocif]?|S[mcko]?)$/.test(name)
    ? tryJavaScript(`\\p{${name}}`)
    : undefined
}

/** The class of `\p{name}`, or undefined when Java has none of this name (or it is a block, which are not known here). */
export function propertyClass(name: string, unicode: boolean): CodeSet | undefined {
  const assignment = /^([^=]+)=(.+)$/.exec(name)
  if (assignment !== null) {
    const key = assignment[1].toLowerCase()
    if (key === 'sc' || key === 'script') return script(assignment[2])
    return key === 'gc' || key === 'general_category' ? category(assignment[2]) : undefined
  }
  if (Object.hasOwn(POSIX, name)) {
    return unicode && Object.hasOwn(UNICODE_POSIX, name) ? unicodeClass(name) : POSIX[name]
  }
  if (name.startsWith('java') && Object.hasOwn(JAVA, name.slice(4))) return fromJavaScript(JAVA[name.slice(4)])
  if (name.startsWith('Is')) {
    const rest = name.slice(2)
    const binary = BINARY[rest.toLowerCase()]
    return binary === undefined ? (category(rest) ?? script(rest)) : fromJavaScript(binary)
  }
  return category(name)
}
