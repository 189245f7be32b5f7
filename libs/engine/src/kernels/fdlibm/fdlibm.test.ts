import { expect, test } from 'vitest'
import { pow } from './power.ts'
import { cbrt, hypot } from './roots.ts'

/** What Java's StrictMath gives, also where V8's last digit is another one. */
test.each([
  [12.79, 14.36, 7846229712157258],
  [3.625, 1.3, 5.334582232747492],
  [3.875, 1.3, 5.817725406037166],
  [2, 0.5, Math.SQRT2],
  [2, -1074, 5e-324],
  [2, -1075, 0],
  [2, 1024, Infinity],
  [-8, 3, -512],
  [-8, 1 / 3, Number.NaN],
  [-0, -3, -Infinity],
  [-1, Infinity, Number.NaN],
  [1.0000001, 1e10, Infinity],
  [0.9999999, 1e10, 0],
  [Number.NaN, 0, 1],
  [5e-324, 0.5, 2.2227587494850775e-162],
])('%d to the power %d', (x, y, expected) => {
  expect(pow(x, y)).toBe(expected)
})

test('powers lie within a digit of V8’s', () => {
  for (let i = 1; i < 2000; i++) {
    const [x, y] = [i * 0.71 + 0.01, (i - 1000) * 0.0137731]
    expect(pow(x, y) / x ** y).toBeCloseTo(1, 12)
    expect(cbrt(x) ** 3 / x).toBeCloseTo(1, 12)
    expect(hypot(x, y) / Math.hypot(x, y)).toBeCloseTo(1, 12)
  }
})

test.each([
  [-0, -0],
  [1.875, 1.2331060371652351],
  [2.125, 1.2856407953291178],
  [27, 3],
  [-Infinity, -Infinity],
  [5e-324, 1.7031839360032603e-108],
])('the cube root of %d', (x, expected) => {
  expect(cbrt(x)).toBe(expected)
})

test.each([
  [3, 4, 5],
  [0.125, 1.3, 1.3059957886608977],
  [0.25, 1.3, 1.3238202294873727],
  [Infinity, Number.NaN, Infinity],
  [Number.NaN, 1, Number.NaN],
  [1e308, 1e308, 1.4142135623730951e308],
  [5e-324, 5e-324, 5e-324],
  [0, -0, 0],
])('the hypotenuse of %d and %d', (x, y, expected) => {
  expect(hypot(x, y)).toBe(expected)
})
