import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const PYSPARK = '4.1.1'

/**
 * A Python with pyspark: MILLRACE_SPARK_PYTHON, SPARK_PYTHON, or an environment in the user's cache that is made when it
 * is not there. Throws when it has another version or cannot be made.
 */
export function sparkPython(): string {
  const given = process.env['MILLRACE_SPARK_PYTHON'] || process.env['SPARK_PYTHON']
  if (given) {
    const version = pysparkVersion(given)
    if (version === PYSPARK) return given
    throw new Error(`${given} has ${version ? `pyspark ${version}` : 'no pyspark'}; parity with Spark needs ${PYSPARK}`)
  }
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const environment = join(cache, 'millrace', `pyspark-${PYSPARK}`)
  const python = join(environment, 'bin', 'python')
  if (pysparkVersion(python) === PYSPARK) return python
  rmSync(environment, { recursive: true, force: true })
  mkdirSync(environment, { recursive: true })
  execFileSync('python3', ['-m', 'venv', environment], { stdio: ['ignore', 'ignore', 'inherit'] })
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `pyspark==${PYSPARK}`]
  execFileSync(python, install, { stdio: ['ignore', 'ignore', 'inherit'] })
  return python
}

function pysparkVersion(python: string): string | undefined {
  const script = 'import pyspark; print(pyspark.__version__)'
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}
