import { printable } from '@millrace/errors'
import { wrapToWidth } from '../text/display-width.ts'
import type { Terminal } from './terminal.ts'

/** Attributes and the terminal's own palette: readable on dark and on light. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const

export type Ink = keyof typeof CODES

/** The text in a colour, where there are colours. Measure and pad it before. */
export const paint = (terminal: Terminal, ink: Ink, text: string): string =>
  terminal.colors && text !== '' ? `\u001b[${CODES[ink]}m${text}\u001b[0m` : text

/** Text from a log as the terminal may have it: without Unicode, what is not ASCII is shown by its number too. */
export function shown(terminal: Terminal, text: string): string {
  const safe = printable(text)
  return terminal.unicode ? safe : safe.replace(/[^ -~]/gu, c => `\\u{${c.codePointAt(0)?.toString(16)}}`)
}

/** What `cutToWidth` puts at the end. */
export const cutMark = (terminal: Terminal): string => (terminal.unicode ? '…' : '~')

/** A sentence beside the figures, in lines of at most `width` columns. */
export const dimmed = (text: string, terminal: Terminal, width: number): string[] =>
  wrapToWidth(text, width).map(line => paint(terminal, 'dim', line))
