import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Spark 4.1 runs on Java 17 and 21; from 24 on, Hadoop's client within it fails. */
const [OLDEST, NEWEST] = [17, 23]
const INSTALLED = '/usr/lib/jvm'

/** The home of a Java that Spark runs on: JAVA_HOME, that of `java` in the path, or an installed one. Throws without one. */
export function sparkJavaHome(): string {
  const installed = existsSync(INSTALLED) ? readdirSync(INSTALLED).map(name => join(INSTALLED, name)) : []
  const given = process.env['JAVA_HOME']
  const binary = (home: string): string => join(home, 'bin', 'java')
  const seen: string[] = []
  for (const java of [...(given ? [binary(given)] : []), 'java', ...installed.map(binary)]) {
    const { stdout, stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' })
    const text = `${stdout}${stderr}`
    const version = Number(/^\s*java\.specification\.version = (\d+)$/m.exec(text)?.[1])
    const home = /^\s*java\.home = (.+)$/m.exec(text)?.[1]
    if (home && version >= OLDEST && version <= NEWEST) return home
    if (home) seen.push(`${home} is version ${version}`)
  }
  throw new Error(`Spark needs Java ${OLDEST} to ${NEWEST}; ${seen.join(', ') || 'there is none'}`)
}
