import { type BytePool, bytePool } from './byte-pool.ts'
import type { Random } from './random.ts'
import { BOT_AGENTS, type UserAgents } from './user-agents.ts'
import { WORDS } from './words.ts'

/** UTC offsets of the servers, in minutes east, and how many of 100 hosts are served by each. */
const ZONES = [
  { offset: 0, share: 38 },
  { offset: -240, share: 24 },
  { offset: 120, share: 18 },
  { offset: 330, share: 8 },
  { offset: -420, share: 7 },
  { offset: 540, share: 4 },
  { offset: -210, share: 1 },
] as const

export const ZONE_OFFSETS: readonly number[] = ZONES.map(zone => zone.offset)

/** The clients: parallel arrays, by popularity. */
export interface Hosts {
  readonly names: BytePool
  /** Index into ZONE_OFFSETS: the zone of the server that this client is sent to. */
  readonly zones: Uint8Array
  /** Index of the client's user agent. */
  readonly agents: Uint8Array
  readonly bots: Uint8Array
}

/** `count` different clients: about 60 % IPv4, 33 % names, 7 % IPv6; every twelfth a bot. */
export function makeHosts(count: number, random: Random, agents: UserAgents): Hosts {
  const names = new Set<string>()
  while (names.size < count) {
    const name = hostName(random)
    // Where names run out, a number makes them different.
    names.add(names.has(name) ? `${name.replaceAll(':', '-')}.${names.size}.example.net` : name)
  }
  const zones = new Uint8Array(count)
  const agentOf = new Uint8Array(count)
  const bots = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    zones[i] = zoneOf(random.below(100))
    bots[i] = random.below(12) === 0 ? 1 : 0
    agentOf[i] = bots[i] === 1 ? agents.firstBot + random.below(BOT_AGENTS.length) : agents.browser(random)
  }
  return { names: bytePool([...names]), zones, agents: agentOf, bots }
}

function zoneOf(percentile: number): number {
  let sum = 0
  return ZONES.findIndex(zone => percentile < (sum += zone.share))
}

function hostName(random: Random): string {
  const kind = random.below(100)
  const byte = () => random.below(256)
  if (kind < 60) return `${1 + random.below(223)}.${byte()}.${byte()}.${1 + random.below(254)}`
  if (kind < 67) {
    const group = () => random.below(65536).toString(16)
    const tail = random.below(3) === 0 ? `:${group()}:${group()}` : ''
    return `2001:${group()}:${group()}::${group()}${tail}`
  }
  const provider = `${random.pick(WORDS)}${random.pick(['net', 'tel', '-online', '.cable', 'host'])}`
  const top = random.pick(['com', 'net', 'org', 'edu', 'gov', 'de', 'co.uk', 'jp', 'com.br', 'fr', 'in', 'ca'])
  if (kind < 85) return `${random.pick(['ppp', 'dsl', 'dyn', 'pool', 'cust'])}-${byte()}-${byte()}.${provider}.${top}`
  return `${random.pick(WORDS)}${random.below(40)}.${provider}.${top}`
}
