import type { Terminal } from './terminal.ts'

const LEFT = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const LOWER = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇']

/** A horizontal bar of at most `width` columns for a share of 0 to 1; whatever is above 0 is seen. */
export function bar(terminal: Terminal, share: number, width: number): string {
  if (!(share > 0)) return ''
  if (!terminal.unicode) return '#'.repeat(Math.max(1, Math.round(share * width)))
  const eighths = Math.max(1, Math.round(share * width * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + LEFT[eighths % 8]
}

/** Upright bars side by side, one column each for shares of 0 to 1: `height` lines from the top. */
export function uprightBars(terminal: Terminal, shares: readonly number[], height: number): string[] {
  const eighths = shares.map(share => (share > 0 ? Math.max(1, Math.round(share * height * 8)) : 0))
  return Array.from({ length: height }, (_, line) => {
    const below = (height - 1 - line) * 8
    return eighths
      .map(tall => {
        if (tall >= below + 8) return terminal.unicode ? '█' : '#'
        if (tall <= below) return ' '
        return terminal.unicode ? LOWER[tall - below] : tall - below >= 4 ? '#' : below === 0 ? '_' : ' '
      })
      .join('')
  })
}
