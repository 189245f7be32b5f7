/** Runs what it is given, at most `limit` at a time, in the order of the calls. */
export function limitConcurrency(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async task => {
    if (running >= limit) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      return await task()
    } finally {
      // The place goes straight to the next in line.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
