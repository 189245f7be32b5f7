/**
 * Does the work, at most `concurrency` pieces at a time, and resolves or rejects only when nothing of it goes on: what a caller
 * does next must not meet leftovers. After the first failure nothing new is begun; that failure is thrown.
 */
export async function settleAll(work: readonly (() => Promise<unknown>)[], concurrency = Infinity): Promise<void> {
  let next = 0
  let failure: { readonly error: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (next < work.length && failure === undefined) {
      try {
        await work[next++]()
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, work.length) }, worker))
  if (failure !== undefined) throw failure.error
}
