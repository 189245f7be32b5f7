const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Milliseconds to wait before try number `attempt` (from 1): doubling from 0.5 s to 15 s, half of it by chance. */
export function backoff(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10))
  return full / 2 + (full / 2) * random
}
