import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { MADE, NOTEBOOKS, ROOT, VENV } from './folders.ts'
import { run } from './run.ts'

/** Jupyter, ready for the notebooks. */
export interface Jupyter {
  /** Python that has it. */
  readonly python: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Makes what is missing: Jupyter in a virtual environment (`requirements.txt`; `lab` adds the browser's part), the packages of
 * `notebooks/package.json`, the types of `notebooks/lib`, and the kernel, which is tslab under this Node.
 */
export async function setUp({ lab }: { readonly lab: boolean }): Promise<Jupyter> {
  const [python] = await Promise.all([virtualEnvironment(lab), packages(), declarations()])
  return { python, env: { JUPYTER_PATH: withKernel(), NODE_NO_WARNINGS: '1' } }
}

async function virtualEnvironment(lab: boolean): Promise<string> {
  const python = join(VENV, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  if (!existsSync(python)) {
    rmSync(VENV, { recursive: true, force: true })
    mkdirSync(dirname(VENV), { recursive: true })
    const system = process.platform === 'win32' ? 'python' : 'python3'
    await run(system, ['-m', 'venv', VENV]).catch(cause => {
      rmSync(VENV, { recursive: true, force: true })
      const text = `${system} -m venv ${VENV} failed; expected Python 3.10 or newer with venv (Debian: python3-venv).`
      throw new MillraceError('MILLRACE_USAGE', text, { cause })
    })
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:']
  for (const name of lab ? ['requirements.txt', 'requirements-lab.txt'] : ['requirements.txt']) {
    const file = join(NOTEBOOKS, name)
    await once(join(VENV, name), readFileSync(file, 'utf8'), () => run(python, [...pip, '-r', file]))
  }
  return python
}

function packages(): Promise<void> {
  const lock = readFileSync(join(NOTEBOOKS, 'package-lock.json'), 'utf8')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return once(join(NOTEBOOKS, 'node_modules', '.package-lock.millrace'), lock, () =>
    run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: NOTEBOOKS }),
  )
}

/** What the kernel's TypeScript 5.0 reads of `lib`, whose sources are written for the TypeScript of the project. */
const declarations = (): Promise<void> =>
  run(process.execPath, [
    join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(NOTEBOOKS, 'tsconfig.types.json'),
  ])

/** Does something unless the mark says that it was done for the same content. */
async function once(mark: string, content: string, action: () => Promise<void>): Promise<void> {
  if (existsSync(mark) && readFileSync(mark, 'utf8') === content) return
  await action()
  writeFileSync(mark, content)
}

/** Describes the kernel to Jupyter, and gives the path by which it finds it. */
function withKernel(): string {
  const folder = join(MADE, 'jupyter', 'kernels', 'tslab')
  const tslab = join(NOTEBOOKS, 'node_modules', 'tslab', 'bin', 'tslab')
  mkdirSync(folder, { recursive: true })
  const kernel = {
    argv: [process.execPath, tslab, 'kernel', '--config-path={connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  }
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(kernel, null, 2)}\n`)
  return [join(MADE, 'jupyter'), process.env['JUPYTER_PATH']].filter(Boolean).join(delimiter)
}
