import { execFile } from 'node:child_process'
import { chmodSync, cpSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { bundle, importsOfChunks } from './bundle.ts'
import { writeDeclarations } from './declarations.ts'
import { packageManifest } from './manifest.ts'
import { ownUrls } from './own-urls.ts'
import { ASSETS } from './public-entries.ts'

export interface PackedPackage {
  /** The tarball. */
  readonly file: string
  readonly bytes: number
  readonly unpackedBytes: number
  readonly files: readonly string[]
}

/** Builds the package in `<out>/package` and packs it into a tarball in `out`. */
export async function pack(root: string, out: string): Promise<PackedPackage> {
  const directory = join(out, 'package')
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const { modules, files } = ownUrls(root)
  const [chunks, declared] = await Promise.all([bundle(root, directory, modules), writeDeclarations(root, directory)])
  for (const file of [...globSync([...ASSETS], { cwd: root }), ...files]) copy(join(root, file), join(directory, file))
  for (const file of ['README.md', 'bin/millrace.js'])
    copy(join(import.meta.dirname, 'package', file), join(directory, file))
  chmodSync(join(directory, 'bin/millrace.js'), 0o755)
  const manifest = packageManifest(root, [...importsOfChunks(directory, chunks), ...declared])
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)

  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', out]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: directory, maxBuffer: 64 << 20 })
  // npm 12 gives an object by name, those before it a list.
  const [packed] = Object.values(JSON.parse(stdout)) as {
    filename: string
    size: number
    unpackedSize: number
    files: { path: string }[]
  }[]
  return {
    file: join(out, packed.filename),
    bytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    files: packed.files.map(file => file.path),
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to)
}
