import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const guide = join(root, 'docs/guide')
const run = promisify(execFile)

interface Example {
  readonly page: string
  readonly language: string
  readonly code: string
  /** What it must print, where the page shows it. */
  readonly output: string | undefined
}

/** Blocks marked `run`, each with the `text` block that follows it directly. */
async function examplesOf(page: string): Promise<Example[]> {
  const text = await readFile(join(guide, page), 'utf8')
  const blocks = text.matchAll(/```(sh|ts) run\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)
  return [...blocks].map(([, language, code, output]) => ({ page, language, code, output }))
}

const pages = (await readdir(guide)).filter(name => name.endsWith('.md')).sort()
const examples = (await Promise.all(pages.map(examplesOf))).flat()

describe('the guide', () => {
  let directory: string

  // Inside the repository, so that its packages are found; the examples of all pages share it, in the order of the pages.
  beforeAll(async () => {
    directory = await mkdtemp(join(root, 'tests/.guide-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  test.each(examples.map((example, i) => ({ ...example, i })))(
    '$page, example $i',
    async ({ language, code, output, i }) => {
      const env = {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
        INIT_CWD: directory,
      }
      const file = join(directory, `example-${i}.${language}`)
      await writeFile(file, code)
      const [command, args] = language === 'sh' ? ['bash', ['-euo', 'pipefail', file]] : [process.execPath, [file]]
      const { stdout } = await run(command, args as string[], { cwd: directory, env })
      if (output !== undefined) expect(stdout).toBe(output)
    },
  )

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(3)
  })
})
