import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type PackedPackage, pack } from '../../tools/pack/pack.ts'
import { repositoryFile } from '../support/repository.ts'

const run = promisify(execFile)

/** What a command left behind. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The package as a user has it: installed by plain npm, with an empty cache, into a directory outside of the repository. */
export class InstalledPackage {
  readonly tarball: PackedPackage
  readonly directory: string
  readonly #scratch: string
  readonly #nodes: ReadonlyMap<string, string>

  private constructor(scratch: string, tarball: PackedPackage, nodes: readonly (readonly [string, string])[]) {
    this.#scratch = scratch
    this.tarball = tarball
    this.directory = join(scratch, 'project')
    this.#nodes = new Map([[process.versions.node, process.execPath], ...nodes])
  }

  /** @param nodes versions of Node besides this one, for `command` */
  static async create(nodes: readonly string[]): Promise<InstalledPackage> {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-package-')))
    try {
      const [tarball, ...others] = await Promise.all([
        pack(repositoryFile(''), scratch),
        ...nodes.map(version => installNode(scratch, version)),
      ])
      const installed = new InstalledPackage(scratch, tarball, others)
      installed.write('package.json', '{ "private": true, "type": "module" }')
      await npmInstall(installed.directory, tarball.file)
      return installed
    } catch (error) {
      rmSync(scratch, { recursive: true, force: true })
      throw error
    }
  }

  write(name: string, text: string): void {
    mkdirSync(this.directory, { recursive: true })
    const file = join(this.directory, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), 'utf8')
  }

  /** Runs `millrace` with a version of Node. */
  millrace(version: string, ...args: string[]): Promise<Ended> {
    return this.node(version, 'node_modules/millrace/bin/millrace.js', ...args)
  }

  async node(version: string, ...args: string[]): Promise<Ended> {
    const node = this.#nodes.get(version)
    if (node === undefined) throw new Error(`Node ${version} is not installed.`)
    return this.#ended(node, args, environment())
  }

  /** Runs a shell script whose `node`, and so npx, is this one. */
  shell(file: string): Promise<Ended> {
    const env = environment()
    env['PATH'] = `${dirname(process.execPath)}${delimiter}${env['PATH']}`
    return this.#ended('bash', ['-euo', 'pipefail', file], env)
  }

  remove(): void {
    rmSync(this.#scratch, { recursive: true, force: true })
  }

  async #ended(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    try {
      const { stdout, stderr } = await run(command, args, { cwd: this.directory, env, timeout: 60_000 })
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as Ended
      if (typeof code !== 'number') throw error
      return { code, stdout, stderr }
    }
  }
}

/** A version of Node from the registry, and the path of its program. */
async function installNode(scratch: string, version: string): Promise<readonly [version: string, program: string]> {
  const name = process.platform === 'darwin' ? `node-bin-darwin-${process.arch}` : `node-linux-${process.arch}`
  const directory = join(scratch, `node-${version}`)
  mkdirSync(directory)
  await npmInstall(directory, `${name}@${version}`)
  return [version, join(directory, 'node_modules', name, 'bin/node')]
}

/** With a cache of its own, empty at first. */
async function npmInstall(directory: string, name: string): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--cache', `${directory}-cache`, name]
  await run('npm', args, { cwd: directory, env: environment(), timeout: 180_000 })
}

/** That of a shell in which nothing of the repository is set. */
function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(process.env))
    if (!/^(NODE_OPTIONS$|NODE_PATH$|NODE_ENV$|INIT_CWD|MILLRACE_|KAFKA_|HDFS_|VITEST|npm_(?!config_))/.test(name))
      env[name] = value
  const repository = repositoryFile('')
  env['PATH'] = env['PATH']
    ?.split(delimiter)
    .filter(path => !path.startsWith(repository))
    .join(delimiter)
  return env
}
