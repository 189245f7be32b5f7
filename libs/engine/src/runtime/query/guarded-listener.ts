import type { StreamingQueryListener } from '../progress/listener.ts'

/** All events of a listener; what it throws becomes a warning, as a query must not fail for it. */
export function guardedListener(listener: StreamingQueryListener): Required<StreamingQueryListener> {
  const onWarning = (message: string): void => {
    try {
      if (listener.onWarning === undefined) process.emitWarning(message)
      else listener.onWarning(message)
    } catch {
      process.emitWarning(message)
    }
  }
  const guard =
    <Args extends unknown[]>(name: keyof StreamingQueryListener, tell: (...args: Args) => unknown) =>
    (...args: Args): void => {
      const warn = (error: unknown): void =>
        onWarning(`The query listener's ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
      try {
        // A listener may be asynchronous though its type does not say so.
        const told = tell(...args)
        if (told instanceof Promise) told.catch(warn)
      } catch (error) {
        warn(error)
      }
    }
  return {
    onQueryStarted: guard('onQueryStarted', event => listener.onQueryStarted?.(event)),
    onQueryProgress: guard('onQueryProgress', event => listener.onQueryProgress?.(event)),
    onQueryIdle: guard('onQueryIdle', event => listener.onQueryIdle?.(event)),
    onQueryTerminated: guard('onQueryTerminated', event => listener.onQueryTerminated?.(event)),
    onQueryInterrupted: guard('onQueryInterrupted', event => listener.onQueryInterrupted?.(event)),
    onQueryRecovered: guard('onQueryRecovered', () => listener.onQueryRecovered?.()),
    onSourceLag: guard('onSourceLag', rows => listener.onSourceLag?.(rows)),
    onWarning,
  }
}
