import { Writable } from 'node:stream'
import { CLEAR_LINE } from './progress-display.ts'

/** Where the log goes on a terminal: each line takes the place of the progress bar, which is drawn again below it. */
export function terminalLog(terminal: NodeJS.WriteStream): Writable & { readonly isTTY: true } {
  const stream = new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _encoding, done) {
      terminal.write(CLEAR_LINE + text.toString(), () => done())
    },
  })
  return Object.assign(stream, { isTTY: true as const })
}
