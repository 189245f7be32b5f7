import { isDeepStrictEqual } from 'node:util'
import type { MeasuredProcess } from './measured-process.ts'

/** Figures by name; those that two contenders both give must be equal. */
export type Answer = Readonly<Record<string, unknown>>

export interface Contender {
  readonly name: string
  /** Why it cannot take part here. */
  readonly absent?: string | undefined
  run(): Promise<Omit<MeasuredProcess, 'stdout'> & { readonly answer: Answer }>
}

export interface Contest {
  /** Lines that every contender takes. */
  readonly lines: number
  readonly rounds: number
  /** The first is the one that the others are compared with. */
  readonly contenders: readonly Contender[]
}

interface Result {
  readonly name: string
  readonly seconds: number[]
  readonly cpuSeconds: number[]
  peakRss: number
  answer: Answer
}

/**
 * Runs all contenders in turn, several rounds, so that a noisy moment of the machine hits all of them; prints a Markdown
 * table. Sets the exit code 1 when answers differ.
 */
export async function contest({ lines, rounds, contenders }: Contest): Promise<void> {
  const present = contenders.filter(c => c.absent === undefined)
  const results = present.map((c): Result => ({ name: c.name, seconds: [], cpuSeconds: [], peakRss: 0, answer: {} }))
  for (let round = 1; round <= rounds; round++) {
    for (const [i, contender] of present.entries()) {
      const { seconds, cpuSeconds, peakRss, answer } = await contender.run()
      results[i].seconds.push(seconds)
      results[i].cpuSeconds.push(cpuSeconds)
      results[i].peakRss = Math.max(results[i].peakRss, peakRss)
      results[i].answer = answer
      console.error(`round ${round}: ${contender.name} ${seconds.toFixed(2)} s, ${megabytes(peakRss)} MB`)
    }
  }
  for (const line of table(lines, results)) console.log(line)
  for (const c of contenders) if (c.absent !== undefined) console.log(`\nSkipped: ${c.name} (${c.absent}).`)
  console.log('')
  for (const rival of results.slice(1)) compareAnswers(results[0], rival)
}

function table(lines: number, results: readonly Result[]): string[] {
  const ours = results[0]
  const rows = results.map(result => {
    const ratio = result === ours ? '' : `${(median(result.seconds) / median(ours.seconds)).toFixed(1)}x`
    const best = Math.min(...result.seconds)
    const cells = [
      result.name,
      result.seconds.map(s => s.toFixed(2)).join(' '),
      best.toFixed(2),
      median(result.seconds).toFixed(2),
      Math.min(...result.cpuSeconds).toFixed(2),
      (lines / best / 1000).toFixed(0),
      megabytes(result.peakRss),
      ratio,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `| | runs, s | min, s | median, s | CPU, s (min) | thousand lines/s (min) | peak RSS, MB | median over ${ours.name} |`,
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ]
}

function compareAnswers(ours: Result, rival: Result): void {
  const shared = Object.keys(rival.answer).filter(name => name in ours.answer)
  const wrong = shared.filter(name => !isDeepStrictEqual(ours.answer[name], rival.answer[name]))
  if (wrong.length === 0) {
    console.log(`Same as ${rival.name}: ${shared.join(', ')}.`)
    return
  }
  process.exitCode = 1
  for (const name of wrong) {
    const [a, b] = [ours, rival].map(result => `${result.name} ${JSON.stringify(result.answer[name])}`)
    console.log(`DIFFERENT ${name}: ${a}, ${b}`)
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
