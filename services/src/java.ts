import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const OLDEST = 17

let found: { readonly java?: string; readonly reason?: string } | undefined

/** The `java` to run servers with: of JAVA_HOME, else of PATH; or the reason why there is none. Looked up once. */
export function findJava(): { readonly java?: string; readonly reason?: string } {
  found ??= lookUpJava()
  return found
}

function lookUpJava(): { java?: string; reason?: string } {
  const home = process.env['JAVA_HOME']
  const ofHome = home ? join(home, 'bin', 'java') : ''
  const java = ofHome !== '' && existsSync(ofHome) ? ofHome : 'java'
  const run = spawnSync(java, ['-version'], { encoding: 'utf8' })
  if (run.error !== undefined || run.status !== 0) return { reason: `Java ${OLDEST} or newer is missing` }
  const version = /version "(\d+)/.exec(run.stderr + run.stdout)?.[1]
  if (Number(version) >= OLDEST) return { java }
  return { reason: `Java ${OLDEST} or newer is missing (${java} is version ${version ?? 'unknown'})` }
}

/** Flags for servers that are small and start quickly rather than run fast for weeks. */
export const JVM_FLAGS: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-Xss512k',
  '-Djava.net.preferIPv4Stack=true',
  '-Djava.awt.headless=true',
]
