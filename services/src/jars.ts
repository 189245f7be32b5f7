import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MillraceError } from '@millrace/errors'
import { withDirectoryLock } from './directory-lock.ts'

/** A set of jars, pinned by `services/poms/<name>/pom.xml`. */
export type JarSet = 'kafka' | 'hdfs' | 'spark-golden'

/** What the servers run from. */
export const SERVER_JAR_SETS: readonly JarSet[] = ['kafka', 'hdfs']
export const JAR_SETS: readonly JarSet[] = [...SERVER_JAR_SETS, 'spark-golden']

const FETCH_TIMEOUT_MS = 10 * 60_000

/** A file of `services/poms/<name>`. */
export const pomFile = (name: JarSet, file: string): string =>
  fileURLToPath(new URL(`../poms/${name}/${file}`, import.meta.url))

/**
 * Where jar sets are looked for: `$MILLRACE_SERVICES_JARS` alone when it is set, else `services/jars`, then the user's
 * cache, shared by every checkout. The last one is where missing ones are fetched to.
 */
function jarRoots(): string[] {
  const own = process.env['MILLRACE_SERVICES_JARS']
  if (own) return [own]
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return [fileURLToPath(new URL('../jars', import.meta.url)), join(cache, 'millrace', 'services')]
}

/** The folder carries a digest of its pom.xml, so another version of a pom never finds it; it exists only when complete. */
function folderName(name: JarSet): string {
  const digest = createHash('sha256').update(readFileSync(pomFile(name, 'pom.xml')))
  return `${name}-${digest.digest('hex').slice(0, 12)}`
}

/** The folder of a jar set that was fetched before. */
export function findJars(name: JarSet): string | undefined {
  return jarRoots()
    .map(root => join(root, folderName(name)))
    .find(folder => existsSync(folder))
}

/** True when `mvn` runs. */
export function hasMaven(): boolean {
  maven ??= spawnSync('mvn', ['--version'], { stdio: 'ignore' }).status === 0
  return maven
}
let maven: boolean | undefined

/** The folder of a jar set, fetched with Maven when it is not there. Several processes may ask at once. */
export async function ensureJars(name: JarSet): Promise<string> {
  const known = findJars(name)
  if (known !== undefined) return known
  if (!hasMaven()) {
    throw new MillraceError(
      'MILLRACE_SERVICE',
      `The jars of ${name} are not in ${jarRoots().join(' or ')}, and Maven (mvn), which fetches them, is missing.`,
    )
  }
  const root = jarRoots().at(-1) as string
  mkdirSync(root, { recursive: true })
  // One lock for all sets: Maven 3 does not lock its local repository.
  return withDirectoryLock(join(root, 'fetch.lock'), FETCH_TIMEOUT_MS, async () => findJars(name) ?? fetch(name, root))
}

async function fetch(name: JarSet, root: string): Promise<string> {
  const target = join(root, folderName(name))
  const partial = mkdtempSync(join(root, `${name}.partial-`))
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${partial}`]
    const args = ['-q', '-B', '-ntp', '-f', pomFile(name, 'pom.xml'), ...goal]
    await promisify(execFile)('mvn', args, { timeout: FETCH_TIMEOUT_MS, cwd: root })
    renameSync(partial, target)
    return target
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    const lines = `${stdout}\n${stderr}`.split('\n').filter(line => line.includes('ERROR'))
    const why = lines[0] ?? (error instanceof Error ? error.message : String(error))
    throw new MillraceError('MILLRACE_SERVICE', `Maven could not fetch the jars of ${name}: ${why}`, { cause: error })
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}
