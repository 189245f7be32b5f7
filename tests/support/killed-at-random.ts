import { setTimeout } from 'node:timers/promises'
import type { AppProcess } from './app-process.ts'

export interface RandomKills {
  readonly name: string
  /** Starts the app, the same way each time. */
  readonly start: () => AppProcess
  /** What it says when it works; the moments of the kills are counted from the first, the second, ... and again. */
  readonly working: readonly RegExp[]
  readonly kills: number
  /** Latest moment of a kill, milliseconds. */
  readonly withinMs: number
  readonly below: (limit: number) => number
}

/**
 * Starts an app, kills it with SIGKILL at a random moment and starts it again, so many times; the last one is left running
 * and returned. An app that ends by itself before it is killed must have exited with 0, and is the last one.
 */
export async function killedAtRandom(options: RandomKills): Promise<AppProcess> {
  const { name, start, working, kills, withinMs, below } = options
  for (let kill = 1; kill <= kills; kill++) {
    const app = start()
    const word = working[(kill - 1) % working.length]
    await app.says(word, 120_000)
    const moment = below(withinMs)
    await Promise.race([app.ended, setTimeout(moment)])
    if (app.over) {
      const end = await app.ended
      if (end !== 0) throw new Error(`${name} ended by itself with ${end}:\n${app.tail()}`)
      return app
    }
    app.kill('SIGKILL')
    await app.ended
    console.log(`${name}: kill -9 number ${kill}, ${moment} ms after it said ${word}`)
  }
  return start()
}
