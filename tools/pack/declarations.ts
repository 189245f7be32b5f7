import { execFile } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { PUBLIC_ENTRIES } from './public-entries.ts'
import { internalModules } from './workspaces.ts'

const SOURCES = ['libs/*/src/**/*.ts', 'apps/cli/src/index.ts']
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(\s*|^import\s+)(['"])([@.\w][@.\w/:-]*)\2/gm
/** Declarations of Node, which a program's own settings need not include. */
const OF_NODE = /\bBuffer\b|\bNodeJS\.|['"]node:/
const NODE_TYPES = '/// <reference types="node" />\n'
const COMMENT = /\/\*[\s\S]*?\*\//g

/**
 * Writes the declarations of the public entries, and of what they refer to, into `directory` under their paths in the repository. Gives the modules
 * outside of the package that they refer to.
 *
 * They are made from a copy of the sources that import each other by relative paths only: so are the declarations then, and the compiler can name every
 * type that it infers. Types are not checked here: `npm run check:types` does.
 */
export async function writeDeclarations(root: string, directory: string): Promise<Set<string>> {
  const copy = mkdtempSync(join(tmpdir(), 'millrace-declarations-'))
  try {
    copySources(root, copy)
    await emit(root, copy)
    return copyReachable(copy, directory)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function copySources(root: string, copy: string): void {
  const internal = internalModules(root)
  for (const file of globSync(SOURCES, { cwd: root })) {
    if (/\.test(-d)?\.ts$/.test(file)) continue
    const text = readFileSync(join(root, file), 'utf8')
    write(
      join(copy, file),
      text.replace(SPECIFIER, (whole, before: string, quote: string, specifier: string) => {
        const target = internal.get(specifier)
        return target === undefined ? whole : `${before}${quote}${relativePath(file, target)}${quote}`
      }),
    )
  }
  write(join(copy, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

async function emit(root: string, copy: string): Promise<void> {
  const project = join(copy, 'tsconfig.json')
  const compilerOptions = { noEmit: false, noCheck: true, declaration: true, emitDeclarationOnly: true, rootDir: '.' }
  const files = [...Object.values(PUBLIC_ENTRIES), ...globSync('libs/*/src/*.d.ts', { cwd: copy })]
  write(project, JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }))
  try {
    await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project])
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`The declarations cannot be made:\n${stdout}${stderr}`)
  }
}

function copyReachable(from: string, to: string): Set<string> {
  const outside = new Set<string>()
  const files = new Set(Object.values(PUBLIC_ENTRIES))
  for (const file of files) {
    const declaration = file.replace(/\.ts$/, '.d.ts')
    const text = readFileSync(join(from, declaration), 'utf8')
    const code = text.replace(COMMENT, '')
    for (const [, , , specifier] of code.matchAll(SPECIFIER)) {
      if (specifier.startsWith('.')) files.add(posix.join(posix.dirname(file), specifier))
      else outside.add(specifier)
    }
    const ofNode = OF_NODE.test(code)
    if (ofNode) outside.add('@types/node')
    write(join(to, declaration), `${ofNode ? NODE_TYPES : ''}${text.replace(SPECIFIER, asJavaScript)}`)
  }
  return outside
}

const asJavaScript = (_: string, before: string, quote: string, specifier: string): string =>
  `${before}${quote}${specifier.startsWith('.') ? specifier.replace(/\.ts$/, '.js') : specifier}${quote}`

function relativePath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
