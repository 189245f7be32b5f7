import { MillraceError } from '@millrace/errors'
import { ensureJars, findJars, hasMaven, type JarSet, SERVER_JAR_SETS } from './jars.ts'
import { findJava } from './java.ts'

/** Whether real servers can be started here, and if not, why. */
export interface ServiceAvailability {
  readonly available: boolean
  /** What is missing, for instance `Java 17 or newer is missing`. */
  readonly reason?: string
}

/** Looks for Java, and for the jars or Maven, which fetches them. Starts nothing and fetches nothing. */
export function serviceAvailability(): ServiceAvailability {
  const { reason } = findJava()
  if (reason !== undefined) return { available: false, reason }
  const missing = SERVER_JAR_SETS.filter(name => findJars(name) === undefined)
  if (missing.length === 0 || hasMaven()) return { available: true }
  return {
    available: false,
    reason: `the jars of ${missing.join(' and ')}, and Maven (mvn) to fetch them, are missing`,
  }
}

/** Java and a jar set, fetched when needed; throws MILLRACE_SERVICE when one cannot be had. */
export async function requireServices(name: JarSet): Promise<{ java: string; jars: string }> {
  const { java, reason } = findJava()
  if (java === undefined) throw new MillraceError('MILLRACE_SERVICE', `${name} cannot start: ${reason}.`)
  return { java, jars: await ensureJars(name) }
}
