import { expect, test } from 'vitest'
import { terminalOf } from './terminal.ts'

test.each([
  [{ isTTY: true, columns: 120 }, { COLUMNS: '80' }, 120],
  [{ columns: undefined }, { COLUMNS: '80' }, 80],
  [{}, {}, 100],
  [{}, { COLUMNS: 'wide' }, 100],
  [{ columns: 20 }, {}, 40],
  [{ columns: 500 }, {}, 160],
])('the width of %j with %j is %i', (stream, env, width) => {
  expect(terminalOf(stream, env).width).toBe(width)
})

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('terminal %s with %j: colours %s', (isTTY, env, colors) => {
  expect(terminalOf({ isTTY }, env).colors).toBe(colors)
})

test.each([
  [{}, true],
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'en_US.ISO-8859-1', LANG: 'en_US.UTF-8' }, false],
])('with %j Unicode: %s', (env, unicode) => {
  expect(terminalOf({}, env).unicode).toBe(unicode)
})
