import { describe, expect, it } from 'vitest'
import { call, callTyped, typed } from './testing/call.ts'

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

describe('strings', () => {
  it('counts and cuts by code points', () => {
    expect(call('length', '𝄞a')).toBe(2)
    expect(call('octetLength', '𝄞a')).toBe(5)
    expect(call('bitLength', 'é')).toBe(16)
    expect(call('substring', 'Spark SQL', 5)).toBe('k SQL')
    expect(call('substring', 'Spark SQL', -3)).toBe('SQL')
    expect(call('substring', 'Spark SQL', 5, 1)).toBe('k')
    expect(call('substring', 'abc', -5, 4)).toBe('ab')
    expect(call('substring', 'a𝄞b', 2, 1)).toBe('𝄞')
    expect(call('left', 'Spark SQL', 3)).toBe('Spa')
    expect(call('right', 'Spark SQL', 3)).toBe('SQL')
    expect(call('right', 'Spark SQL', -3)).toBe('')
    expect(call('substring', bytes('537061726b'), 2, 2)).toEqual(bytes('7061'))
  })

  it('is null when an argument is', () => {
    expect(call('substring', null, 1)).toBe(null)
    expect(call('lpad', 'a', typed('int32', null), 'x')).toBe(null)
    expect(call('concatWs', null, 'a')).toBe(null)
    expect(call('locate', 'a', 'abc', typed('int32', null))).toBe(0)
  })

  it('pads', () => {
    expect(call('lpad', 'hi', 5, '??')).toBe('???hi')
    expect(call('lpad', 'hi', 1, '??')).toBe('h')
    expect(call('rpad', 'hi', 5)).toBe('hi   ')
    expect(call('rpad', 'hi', 5, '')).toBe('hi')
    expect(call('lpad', 'hi', -1, 'x')).toBe('')
    expect(call('lpad', bytes('aabb'), 5, bytes('1122'))).toEqual(bytes('112211aabb'))
  })

  it('trims blanks or given characters', () => {
    expect(call('trim', '  \ta ')).toBe('\ta')
    expect(call('trim', 'SL', 'SSparkSQLS')).toBe('parkSQ')
    expect(call('btrim', 'SSparkSQLS', 'SL')).toBe('parkSQ')
    expect(call('ltrim', 'Sp', 'SSparkSQLS')).toBe('arkSQLS')
    expect(call('rtrim', 'LQSa', 'SSparkSQLS')).toBe('SSpark')
  })

  it('finds', () => {
    expect(call('instr', 'SparkSQL', 'SQL')).toBe(6)
    expect(call('instr', '𝄞SQL', 'SQL')).toBe(2)
    expect(call('locate', 'bar', 'foobarbar', 5)).toBe(7)
    expect(call('locate', 'bar', 'foobarbar', 0)).toBe(0)
    expect(call('contains', 'Spark SQL', 'Spark')).toBe(true)
    expect(call('endswith', bytes('0102'), bytes('02'))).toBe(true)
    expect(call('findInSet', 'ab', 'abc,b,ab,c,def')).toBe(3)
    expect(call('findInSet', 'a,b', 'a,b')).toBe(0)
  })

  it('takes parts', () => {
    expect(call('substringIndex', 'www.apache.org', '.', 2)).toBe('www.apache')
    expect(call('substringIndex', 'www.apache.org', '.', -2)).toBe('apache.org')
    expect(call('substringIndex', 'www.apache.org', '.', -9)).toBe('www.apache.org')
    expect(call('splitPart', '11.12.13', '.', 3)).toBe('13')
    expect(call('splitPart', '11.12.13', '.', -4)).toBe('')
    expect(() => call('splitPart', '11.12.13', '.', 0)).toThrow('INVALID_INDEX_OF_ZERO')
    expect(call('overlay', 'Spark SQL', '_', 6)).toBe('Spark_SQL')
    expect(call('overlay', 'Spark SQL', 'ANSI ', 7, 0)).toBe('Spark ANSI SQL')
    expect(call('overlay', bytes('537061726b'), bytes('5f'), 2, 3)).toEqual(bytes('535f6b'))
  })

  it('changes', () => {
    expect(call('replace', 'ABCabc', 'abc', '$&')).toBe('ABC$&')
    expect(call('replace', 'abc', '')).toBe('abc')
    expect(call('translate', 'AaBbCc', 'abc', '12')).toBe('A1B2C')
    expect(call('initcap', 'sPark sql-x ßa')).toBe('Spark Sql-x Ssa')
    expect(call('repeat', '123', 2)).toBe('123123')
    expect(call('reverse', 'a𝄞')).toBe('𝄞a')
    expect(call('quote', "Don't")).toBe("'Don\\'t'")
    expect(call('upper', 'straße')).toBe('STRASSE')
  })

  it('concatenates strings, binaries and lists', () => {
    expect(call('concat', 'a', 'b')).toBe('ab')
    expect(callTyped('concat', bytes('01'), bytes('02'))).toEqual({ type: 'binary', value: bytes('0102') })
    const list = typed('list<int32>', [1, null])
    expect(callTyped('concat', list, list)).toEqual({ type: 'list<int32>', value: [1, null, 1, null] })
    expect(call('concatWs', '/', 'foo', null, typed('list<string>', ['bar', null, 'baz']))).toBe('foo/bar/baz')
    expect(call('reverse', list)).toEqual([null, 1])
  })

  it('refuses arguments that do not fit', () => {
    expect(() => call('upper', typed('list<int32>', [1]))).toThrow('DATATYPE_MISMATCH')
    expect(() => call('upper')).toThrow('WRONG_NUM_ARGS')
  })
})
