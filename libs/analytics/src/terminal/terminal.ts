/** What a page of text may use. */
export interface Terminal {
  /** Columns of a line. */
  readonly width: number
  readonly colors: boolean
  /** Bars and rules of Unicode; else everything is ASCII, the log's own texts too. */
  readonly unicode: boolean
}

/** What a stream tells of the terminal behind it, as `process.stdout` does. */
export interface TerminalStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Environment = Readonly<Record<string, string | undefined>>

const PIPED = 100
const NARROWEST = 40
/** Wider, the eye loses the line. */
const WIDEST = 160

/**
 * The terminal behind a stream. Width: its columns, else `COLUMNS`, else 100; 40 at least, 160 at most. Colours: on a terminal; `FORCE_COLOR`
 * (0 switches off) before `NO_COLOR`, as in Node. Unicode, unless `LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set, names another encoding.
 */
export function terminalOf(stream: TerminalStream, env: Environment = process.env): Terminal {
  const columns = stream.columns || Number.parseInt(env['COLUMNS'] ?? '', 10) || PIPED
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, columns)),
    colors: wantsColors(stream.isTTY === true, env),
    unicode: !locale || /utf-?8/i.test(locale),
  }
}

function wantsColors(isTerminal: boolean, env: Environment): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR']) return false
  return isTerminal && env['TERM'] !== 'dumb'
}
