import { spawnSync } from 'node:child_process'
import { describe, it } from 'vitest'
import { serviceAvailability } from './availability.ts'
import { findJars, hasMaven } from './jars.ts'
import { findJava } from './java.ts'

export { mayMount, SmallDisk } from './small-disk.ts'

/**
 * What a test may need besides this repository. `services`: Java and the jars of Kafka and HDFS (or Maven to fetch them);
 * `java`: Java alone; `spark-golden`: the jar of Spark's golden files (or Maven to fetch it); `kcat`, `openssl`, `python3`: these commands; `chromium`: that browser; `pyarrow`: that Python package.
 */
export type Need =
  | 'services'
  | 'spark-golden'
  | 'java'
  | 'mvn'
  | 'kcat'
  | 'openssl'
  | 'python3'
  | 'pyarrow'
  | 'chromium'

/** The Python of tests: `MILLRACE_PYTHON`, else `python3`. */
export const pythonCommand = (): string => process.env['MILLRACE_PYTHON'] || 'python3'

/** The browser of tests: `MILLRACE_CHROMIUM`, else `chromium`. */
export const chromiumCommand = (): string => process.env['MILLRACE_CHROMIUM'] || 'chromium'

/**
 * A `describe` whose tests need real servers or tools. Where something is missing it is skipped, and its name says what; with
 * `MILLRACE_REQUIRE_SERVICES=1` it fails instead.
 * @param options.needs default `['services']`
 */
export function describeWithServices(
  name: string,
  fn: () => void,
  options: { readonly needs?: readonly Need[] } = {},
): void {
  const reasons = (options.needs ?? ['services']).map(whyMissing).filter(reason => reason !== undefined)
  if (reasons.length === 0) {
    describe(name, fn)
  } else if (process.env['MILLRACE_REQUIRE_SERVICES'] === '1') {
    describe(name, () => {
      it('has what it needs', () => {
        throw new Error(`MILLRACE_REQUIRE_SERVICES=1, but ${reasons.join('; ')}.`)
      })
    })
  } else {
    describe.skip(`${name} (skipped: ${reasons.join('; ')})`, fn)
  }
}

const known = new Map<Need, string | undefined>()

function whyMissing(need: Need): string | undefined {
  if (!known.has(need)) known.set(need, lookUp(need))
  return known.get(need)
}

function lookUp(need: Need): string | undefined {
  switch (need) {
    case 'services':
      return serviceAvailability().reason
    case 'spark-golden':
      if (findJars('spark-golden') !== undefined || hasMaven()) return undefined
      return "the jar of Spark's golden files, and Maven (mvn) to fetch it, are missing"
    case 'java':
      return findJava().reason
    case 'mvn':
      return hasMaven() ? undefined : 'Maven (mvn) is missing'
    case 'kcat':
      return runs('kcat', '-V') ? undefined : 'kcat is missing'
    case 'openssl':
      return runs('openssl', 'version') ? undefined : 'openssl is missing'
    case 'python3':
      return runs(pythonCommand(), '--version') ? undefined : 'Python 3 is missing'
    case 'pyarrow':
      return runs(pythonCommand(), '-c', 'import pyarrow') ? undefined : 'the Python package pyarrow is missing'
    case 'chromium':
      return runs(chromiumCommand(), '--version') ? undefined : 'Chromium (chromium) is missing'
  }
}

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0
