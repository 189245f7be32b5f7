import { expect, test } from 'vitest'
import { tokensOf } from './lexer.ts'
import { numberLiteral } from './number-literal.ts'
import { splitStatements } from './split-statements.ts'
import { stringValue } from './string-value.ts'

const at = { start: 0, end: 1 }
const texts = (sql: string): string[] => tokensOf(sql).map(t => t.text)

test('tokens: comments lie in each other, numbers carry their suffix, names may begin with digits', () => {
  expect(texts("a/* x /* y */ */.b -- c\n + 1.5BD 1e-3 2L 1a t.1 'it''s'")).toEqual([
    'a',
    '.',
    'b',
    '+',
    '1.5BD',
    '1e-3',
    '2L',
    '1a',
    't',
    '.',
    '1',
    "'it''s'",
  ])
  expect(texts('a<=>b!=c::int->d')).toEqual(['a', '<=>', 'b', '!=', 'c', '::', 'int', '->', 'd'])
  expect(() => tokensOf("select 'a")).toThrow('A string is not closed')
  expect(() => tokensOf('select /* /* */')).toThrow('A comment is not closed')
})

test('statements end at semicolons outside of strings and comments', () => {
  const script = "select ';' ; -- a;b\n/* ; */ ;; select `a;b`"
  expect(splitStatements(script)).toEqual([
    { text: "select ';'", start: 0 },
    { text: 'select `a;b`', start: script.indexOf('select `') },
  ])
})

test('strings: escapes, doubled quotes, patterns keep theirs, raw strings keep all', () => {
  expect(stringValue(String.raw`'a\n\t\\\'\u0041\101\%\_\;'`)).toBe("a\n\t\\'AA\\%\\_;")
  expect(stringValue(`'it''s ""'`)).toBe(`it's ""`)
  expect(stringValue(`"a""b''"`)).toBe(`a"b''`)
  expect(stringValue(String.raw`r'a\n'`)).toBe(String.raw`a\n`)
})

test('numbers have the type that Spark gives them', () => {
  const typeOf = (text: string, negative = false): unknown => {
    const { node } = numberLiteral(text, negative, at)
    return [node.type, node.value]
  }
  expect(typeOf('1')).toEqual(['int32', 1])
  expect(typeOf('2147483648')).toEqual(['int64', '2147483648'])
  expect(typeOf('2147483648', true)).toEqual(['int32', -2147483648])
  expect(typeOf('9223372036854775808')).toEqual(['decimal(19,0)', '9223372036854775808'])
  expect(typeOf('1.50')).toEqual(['decimal(3,2)', '150'])
  expect(typeOf('.5')).toEqual(['decimal(1,1)', '5'])
  expect(typeOf('1e-3BD')).toEqual(['decimal(3,3)', '1'])
  expect(typeOf('1e2BD')).toEqual(['decimal(3,0)', '100'])
  expect(typeOf('1e3')).toEqual(['double', 1000])
  expect(typeOf('1.5F')).toEqual(['float', 1.5])
  expect(() => numberLiteral('200Y', false, at)).toThrow('INVALID_NUMERIC_LITERAL_RANGE')
})
