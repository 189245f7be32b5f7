const REPEAT_MS = 1000
const PARENT_POLL_MS = 500

/** How an app is asked to end. */
export interface Stop {
  /** Aborted by the first SIGINT or SIGTERM: finish what is on its way. */
  readonly finish: AbortSignal
  /** Aborted by a second one, more than a second later (nx and npm pass the first on twice): give it up. */
  readonly giveUp: AbortSignal
}

/** Listens for SIGINT and SIGTERM and, with MILLRACE_WATCH_PARENT=1, for the death of the parent process. */
export function listenForStop(env: { readonly [name: string]: string | undefined } = process.env): Stop {
  const finish = new AbortController()
  const giveUp = new AbortController()
  let last = 0
  const stop = (): void => {
    const now = performance.now()
    if (finish.signal.aborted && now - last > REPEAT_MS) giveUp.abort()
    last = now
    finish.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (env['MILLRACE_WATCH_PARENT'] === '1') {
    const parent = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      stop()
    }, PARENT_POLL_MS)
    timer.unref()
  }
  return { finish: finish.signal, giveUp: giveUp.signal }
}
