import { linesOf, readLog } from '../oracle/log-lines.ts'
import { randomNumbers } from './random-numbers.ts'
import { COMBINED_SAMPLE, NASA_DAY } from './repository.ts'

/** What hurts a parser of log lines, in Latin-1: one character is one byte. */
const TOKENS = [
  ...['"', '\\', '\\"', '""', ' ', '  ', '-', '" 200 5', '" 200 5 "', '" "', '[', ']', ':', '/', '?', 'HTTP/'],
  ...['HTTP/1.0', ' HTTP/1.1', 'GET ', '0', '99999999999999999999', '9223372036854775807', '9223372036854775808'],
  ...['\xff', '\xc3\xa9', '\xed\xa0\x80', '\xf0\x9f\x98\x80', '\0', '\r', '\t', '\xc2\xa0', '+1800', '+1801', '-0000'],
  ...['29/Feb', '31/Jun', '00', '60', '24'],
]

/** Lines of the bundled logs, each changed in up to three places. */
export async function mutatedLog({ lines, seed }: { readonly lines: number; readonly seed: number }): Promise<Buffer> {
  const below = randomNumbers(seed)
  const sources = [linesOf(await readLog(NASA_DAY)), linesOf(await readLog(COMBINED_SAMPLE))]
  const mutated = Array.from({ length: lines }, () => {
    const source = sources[below(2)]
    let line = source[below(source.length)].toString('latin1')
    for (let left = below(4); left > 0; left--) line = mutate(line, below)
    return line
  })
  return Buffer.from(`${mutated.join('\n')}\n`, 'latin1')
}

function mutate(line: string, below: (limit: number) => number): string {
  const token = TOKENS[below(TOKENS.length)]
  // The end of a line, with status and size, is hit as often as everything else.
  const at = below(2) === 0 ? Math.max(0, line.length - 1 - below(12)) : below(line.length + 1)
  switch (below(4)) {
    case 0:
      return line.slice(0, at) + token + line.slice(at)
    case 1:
      return line.slice(0, at) + line.slice(at + 1 + below(4))
    case 2:
      return line.slice(0, at) + token + line.slice(at + token.length)
    default: {
      const parts = line.split('"')
      const i = below(parts.length)
      parts[i] = below(2) === 0 ? token : parts[i] + token
      return parts.join('"')
    }
  }
}
