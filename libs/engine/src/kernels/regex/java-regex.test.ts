import { describe, expect, it } from 'vitest'
import { JavaRegex } from './java-regex.ts'

/** Matches with their groups, as `start-end`. */
const found = (pattern: string, input: string): (readonly (string | null)[])[] =>
  [...new JavaRegex(pattern).findAll(input)].map(m => m.groups)
const places = (pattern: string, input: string): string =>
  [...new JavaRegex(pattern).findAll(input)].map(m => `${m.start}-${m.end}`).join(' ')

describe("Java's syntax", () => {
  // What java.util.regex gives (Java 17).
  it.each([
    ['[a-z&&[^b]]+', 'abc', '0-1 2-3'],
    ['[a-c&&b-d]', 'abcd', '1-2 2-3'],
    ['[ab[c1]]+', 'xabc1', '1-5'],
    ['[]a]', ']a', '0-1 1-2'],
    ['[\\Qa]\\E]+', 'a]b', '0-2'],
    ['\\Qa.b\\E+', 'a.bbb', '0-5'],
    ['\\x61\\0142\\u0063\\x{1D11E}', 'abc𝄞', '0-5'],
    ['\\p{Alpha}+', 'aé', '0-1'],
    ['\\p{IsAlphabetic}+', 'aé1', '0-2'],
    ['\\p{IsLatin}\\P{L}', 'é1', '0-2'],
    ['(?i)straße', 'STRAßE', '0-6'],
    ['(?iu)É', 'é', '0-1'],
    ['(?i)É', 'é', ''],
    ['a(?i)b|c', 'aB C', '0-2 3-4'],
    ['(?i:a)b', 'Ab AB', '0-2'],
    ['(?x) a b # comment', 'ab', '0-2'],
    ['\\R', '\r\n\n', '0-2 2-3'],
    ['\\h\\v', '\u00a0\n', '0-2'],
  ])('%s on %j', (pattern, input, expected) => {
    expect(places(pattern, input)).toBe(expected)
  })

  it.each(['a**', '(', ')', '[a', '{1}', 'a{2,1}', '(?l)', '\\y', '\\p{Foo}', '(?<n>a)(?<n>b)', '[b-a]', '\\k<x>'])(
    '%s is refused',
    pattern => {
      expect(() => new JavaRegex(pattern)).toThrow()
    },
  )
})

describe("Java's anchors", () => {
  it.each([
    ['$', 'a\n', '1-1 2-2'],
    ['$', 'a\r\n', '1-1 3-3'],
    ['a\\z', 'a\n', ''],
    ['a\\Z', 'a\u0085', '0-1'],
    ['(?m)^.', 'a\nb\r\nc\n', '0-1 2-3 5-6'],
    ['(?m)$', 'a\r\nb', '1-1 4-4'],
    ['(?m)^', '\n', '0-0'],
    ['(?md)$', 'a\rb\n', '3-3 4-4'],
    ['.', '\r\u2028a', '2-3'],
    ['(?s).', '\r', '0-1'],
    ['\\Ga', 'aaba', '0-1 1-2'],
    ['\\bé', 'é aé', '0-1'],
  ])('%s on %j', (pattern, input, expected) => {
    expect(places(pattern, input)).toBe(expected)
  })
})

describe('matching', () => {
  it('takes the first way that matches, and the last round of a group', () => {
    expect(found('a|ab', 'ab')).toEqual([['a']])
    expect(found('(?:(a)|b)*', 'ab')).toEqual([
      ['ab', 'a'],
      ['', null],
    ])
    expect(found('(a*)*', 'b')).toEqual([
      ['', ''],
      ['', ''],
    ])
    expect(found('(\\d+)?', '1a')).toEqual([
      ['1', '1'],
      ['', null],
      ['', null],
    ])
  })

  it('knows possessive and atomic groups, look-around and backreferences', () => {
    expect(found('a*+a', 'aaa')).toEqual([])
    expect(found('(?>a|ab)c', 'abc')).toEqual([])
    expect(found('(?<=(a))b(?!c)', 'abc ab')).toEqual([['b', 'a']])
    expect(found('(?=(a+))', 'aa')).toEqual([
      ['', 'aa'],
      ['', 'a'],
    ])
    expect(found('(?<q>[\'"]).*?\\k<q>', `a "it's" b`)).toEqual([[`"it's"`, '"']])
    expect(found('(?i)(a)\\1', 'aA')).toEqual([['aA', 'a']])
  })

  it('takes time in proportion to the text where others need exponential time', () => {
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(a|a?)+b', '(.*)*b', '(?:a?){50}a{50}$']) {
      expect(new JavaRegex(pattern).test(`${'a'.repeat(3_000)}c`)).toBe(false)
    }
  })

  it('gives up on backreferences that take too long', () => {
    expect(() => new JavaRegex('(a*)*(b*)*\\1\\2c').test('ab'.repeat(40) + 'a'.repeat(60))).toThrow('steps')
  })
})
