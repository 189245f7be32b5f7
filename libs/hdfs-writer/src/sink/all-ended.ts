/** Waits for all, then throws the first failure, so that nothing goes on behind the caller's back. */
export async function allEnded(tasks: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
