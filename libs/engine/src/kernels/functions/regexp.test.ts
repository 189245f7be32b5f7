import { describe, expect, it } from 'vitest'
import { call, typed } from './testing/call.ts'

const TEXT = '1a 2b 14m'

describe('regular expressions', () => {
  it('extracts the first match and its groups', () => {
    expect(call('regexpExtract', TEXT, '\\d+', 0)).toBe('1')
    expect(call('regexpExtract', TEXT, '(\\d+)([a-z]+)')).toBe('1')
    expect(call('regexpExtract', TEXT, '(\\d+)([a-z]+)', 2)).toBe('a')
    expect(call('regexpExtract', 'a b m', '(\\d+)?', 1)).toBe('')
    expect(call('regexpExtract', 'abc', '(x)', 7)).toBe('')
    expect(() => call('regexpExtract', TEXT, '\\d+')).toThrow('REGEX_GROUP_INDEX')
    expect(() => call('regexpExtract', TEXT, '(\\d+)', -1)).toThrow('REGEX_GROUP_INDEX')
    expect(() => call('regexpExtract', TEXT, '(?l)')).toThrow('INVALID_PARAMETER_VALUE.PATTERN')
  })

  it('extracts all matches', () => {
    expect(call('regexpExtractAll', TEXT, '(\\d+)?', 1)).toEqual(['1', '', '', '2', '', '', '14', '', ''])
    expect(call('regexpExtractAll', 'a 2b 14m', '(\\d+)?([a-z]+)', 1)).toEqual(['', '2', '14'])
    expect(() => call('regexpExtractAll', 'abc', '], [', 1)).toThrow('INVALID_PARAMETER_VALUE.PATTERN')
  })

  it('replaces from a position', () => {
    const s = 'healthy, wealthy, and wise'
    expect(call('regexpReplace', s, '\\w+thy', 'something')).toBe('something, something, and wise')
    expect(call('regexpReplace', s, '\\w+thy', 'something', 2)).toBe('hsomething, something, and wise')
    expect(call('regexpReplace', s, '\\w', 'something', 26)).toBe('healthy, wealthy, and wissomething')
    expect(call('regexpReplace', s, '\\w', 'something', 30)).toBe(s)
    expect(call('regexpReplace', 'a1b2', '([a-z])(?<n>\\d)', '$2$1\\$')).toBe('1a$2b$')
    expect(call('regexpReplace', 'abc', '', '-')).toBe('-a-b-c-')
    expect(() => call('regexpReplace', 'a', 'a', '$1')).toThrow('No group 1')
  })

  it('counts, finds and tests', () => {
    expect(call('regexpCount', 'passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+')).toBe(2)
    expect(call('regexpCount', 'the fox', '(?i)FOX')).toBe(1)
    expect(call('regexpSubstr', TEXT, '\\d{2}(a|b|m)')).toBe('14m')
    expect(call('regexpSubstr', TEXT, '')).toBe(null)
    expect(call('regexpInstr', TEXT, '\\d{2}(a|b|m)')).toBe(7)
    expect(call('regexpInstr', 'abc', 'b', typed('int32', null))).toBe(null)
    expect(call('rlike', TEXT, '[a-z]+b')).toBe(false)
    expect(call('rlike', null, 'a')).toBe(null)
  })

  it('splits', () => {
    expect(call('split', 'oneAtwoBthreeC', '[ABC]')).toEqual(['one', 'two', 'three', ''])
    expect(call('split', 'oneAtwoBthreeC', '[ABC]', 2)).toEqual(['one', 'twoBthreeC'])
    expect(call('split', 'hello', '')).toEqual(['h', 'e', 'l', 'l', 'o'])
    expect(call('split', 'hello', '', 3)).toEqual(['h', 'e', 'llo'])
    expect(call('split', '', '')).toEqual([''])
    expect(call('split', 'ab', '(?=b)')).toEqual(['a', 'b'])
  })
})

describe('like', () => {
  it('knows any text, any character and escapes', () => {
    expect(call('like', 'Spark', '_park')).toBe(true)
    expect(call('like', 'a_%b', 'a\\__b')).toBe(true)
    expect(call('like', 'abab', 'ab%ab')).toBe(true)
    expect(call('like', 'ab', 'ab%b')).toBe(false)
    expect(call('like', 'xaybzc', '%a%b%c')).toBe(true)
    expect(call('like', 'a\nb', 'a_b')).toBe(true)
    expect(call('like', '𝄞', '_')).toBe(true)
    expect(call('like', '', '%')).toBe(true)
    expect(
      call('like', '%SystemDrive%/Users', '/%SystemDrive/%//Users%', { kind: 'literal', type: 'string', value: '/' }),
    ).toBe(true)
    expect(call('like', null, 'a')).toBe(null)
  })

  it('refuses escapes of nothing', () => {
    expect(() => call('like', 'a', 'm%\\')).toThrow('ESC_AT_THE_END')
    expect(() => call('like', 'a', 'm\\a')).toThrow('ESC_IN_THE_MIDDLE')
  })

  it('compares lower case with ilike', () => {
    expect(call('ilike', 'addb', 'A_%B')).toBe(true)
    expect(call('ilike', 'A', '')).toBe(false)
  })
})
