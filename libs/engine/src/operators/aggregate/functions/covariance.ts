import { pairFunction, quotient } from './pair-moments.ts'

/** Pearson's correlation; null with fewer than two pairs. */
export const corr = pairFunction(({ n, c, xx, yy }) => (n < 2 ? null : quotient(c, Math.sqrt(xx * yy))))

export const covarPop = pairFunction(({ n, c }) => (n === 0 ? null : c / n))

/** Null with fewer than two pairs. */
export const covarSamp = pairFunction(({ n, c }) => (n < 2 ? null : c / (n - 1)))
