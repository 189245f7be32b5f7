import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer } from './answer.ts'
import type { ParityCase } from './case.ts'
import { sparkJavaHome } from './spark-java.ts'
import { sparkPython } from './spark-python.ts'

const RUNNER = fileURLToPath(new URL('../spark/run_cases.py', import.meta.url))
const LAST_LINES = 20

type Broken = { readonly broken: string }

/** Spark's answers by name of case, all from one Spark session. Throws when a case has none, and says why. */
export async function askSpark(cases: readonly ParityCase[]): Promise<ReadonlyMap<string, Answer>> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-parity-'))
  try {
    const [input, output] = [join(folder, 'cases.json'), join(folder, 'answers.jsonl')]
    writeFileSync(input, JSON.stringify(cases))
    await runPython(folder, [RUNNER, input, output])
    const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean)
    const answers = lines.map(line => JSON.parse(line) as { name: string; answer: Answer | Broken })
    const broken = answers.flatMap(({ name, answer }) => ('broken' in answer ? [`${name}: ${answer.broken}`] : []))
    if (broken.length > 0) throw new Error(`Spark could not answer ${broken.length} cases:\n${broken.join('\n')}`)
    return new Map(answers.map(({ name, answer }) => [name, answer as Answer]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function runPython(cwd: string, args: readonly string[]): Promise<void> {
  // Java's own notices and Spark's log of expected errors go to stderr: shown only when the run fails.
  const child = spawn(sparkPython(), args, { cwd, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] })
  const lines: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').map(line => line.slice(0, 500)))
    lines.splice(0, Math.max(0, lines.length - LAST_LINES))
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`Spark ended with code ${code}:\n${lines.join('\n')}`)
}

/** Without what would lead pyspark to another Spark or other settings. */
function environment(): NodeJS.ProcessEnv {
  const { SPARK_HOME: _, SPARK_CONF_DIR: __, PYSPARK_SUBMIT_ARGS: ___, ...rest } = process.env
  return { ...rest, JAVA_HOME: sparkJavaHome(), TZ: 'UTC' }
}
