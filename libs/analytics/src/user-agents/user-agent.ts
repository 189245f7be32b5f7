import Bowser from 'bowser'
import { isbot } from 'isbot'

/** What a user agent says of itself. */
export interface UserAgent {
  /** The name of a program that is no person's browser; null for browsers. */
  readonly bot: string | null
  /** A browser as Bowser names it, `Other` for those it does not know; null for bots. */
  readonly browser: string | null
  readonly os: string | null
  readonly device: 'Desktop' | 'Mobile' | 'Tablet' | 'TV' | 'Bot' | 'Other'
}

/** What stands further behind says nothing, and the patterns need not be tried on a megabyte. */
const LONGEST = 1000
const OTHER = 'Other'
const DEVICES = { desktop: 'Desktop', mobile: 'Mobile', tablet: 'Tablet', tv: 'TV' } as const

const browsers: ReadonlySet<string> = new Set(Object.values(Bowser.BROWSER_MAP))
const systems: ReadonlySet<string> = new Set(Object.values(Bowser.OS_MAP))

/** Browser, operating system and device by Bowser, bots by isbot and Bowser. */
export function userAgentOf(text: string): UserAgent {
  const agent = text.slice(0, LONGEST)
  // Bowser refuses the empty string.
  if (agent === '') return { bot: null, browser: OTHER, os: OTHER, device: OTHER }
  const { browser, os, platform } = Bowser.parse(agent)
  const name = known(browsers, browser.name)
  if (platform.type === 'bot' || isbot(agent))
    return { bot: name === OTHER ? botName(agent) : name, browser: null, os: null, device: 'Bot' }
  const device = DEVICES[platform.type as keyof typeof DEVICES] ?? OTHER
  return { bot: null, browser: name, os: known(systems, os.name), device }
}

/** Bowser makes up names of what it does not know, out of the text. */
const known = (names: ReadonlySet<string>, name: string | undefined): string =>
  name !== undefined && names.has(name) ? name : OTHER

/** What calls itself a bot, `compatible; ia_archiver`, or the product that comes first; without a version. */
function botName(agent: string): string {
  const found = CALLED_BOT.exec(agent)?.[0] ?? (COMPATIBLE.exec(agent) ?? FIRST_PRODUCT.exec(agent))?.[1] ?? OTHER
  const name = found
    .slice(0, LONGEST_NAME)
    .replace(/[ -]?v?\d[\d.]*$/, '')
    .trim()
  return name === '' || name === 'Mozilla' ? OTHER : name
}

const LONGEST_NAME = 40
const CALLED_BOT = /[\w.!-]{0,39}(?:bot|crawler|spider)\b/i
const COMPATIBLE = /\bcompatible; ?([\w][\w .!-]{0,39})/
const FIRST_PRODUCT = /^([\w][\w .!-]{0,39})(?:\/|$)/
