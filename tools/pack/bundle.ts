import { readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { type OutputChunk, type Plugin, rolldown } from 'rolldown'
import { closuresOf } from './closures.ts'
import { PROGRAMS, PUBLIC_ENTRIES } from './public-entries.ts'

/** The oldest Node that the package runs on: syntax that it does not know is lowered. */
export const OLDEST_NODE = '22.18.0'

/**
 * What starts together is one file, since a file costs more than what may be in it unused: what every command begins with, a report's analyses, the
 * forms of text that all commands print, and a report's page, which has packages of its own.
 */
const GROUPS = [
  // Without main.ts itself: it waits for the command, which must not wait for it.
  { name: 'start', modules: ['libs/config/src/index.ts'] },
  {
    name: 'report',
    modules: [
      'apps/cli/src/report/report-command.ts',
      'libs/files/src/line-decoder.ts',
      'libs/log-parser/src/parser-module.ts',
    ],
  },
  { name: 'text', modules: ['libs/analytics/src/text/index.ts'] },
  { name: 'page', modules: ['apps/cli/src/report/show-report.ts'] },
]

const URL_PLACEHOLDER = /__urlOfModule\("([^"]+)"\)/g

/**
 * Compiles the modules under `root` into `directory`: entries keep their paths in the repository, what several share lies in `chunks`. So there is one
 * instance of everything, whether the command or a program's import loads it, and a command loads few files.
 * @param modules those that are loaded by their URL
 */
export async function bundle(
  root: string,
  directory: string,
  modules: readonly string[],
): Promise<readonly OutputChunk[]> {
  const closures = closuresOf(
    GROUPS.map(({ name, modules }) => ({ name, modules: modules.map(file => join(root, file)) })),
  )
  const entries = [...new Set([...PROGRAMS, ...Object.values(PUBLIC_ENTRIES), ...modules])]
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map(file => [file.replace(/\.m?[jt]s$/, ''), join(root, file)])),
    platform: 'node',
    external: id => !/^[./\0]/.test(id) && !id.startsWith('@millrace/'),
    transform: { target: `node${OLDEST_NODE}` },
    plugins: [keepOwnUrls(root), closures.plugin],
    onLog(level, log, handle) {
      if (level === 'warn') throw new Error(log.message)
      handle(level, log)
    },
  })
  const { output } = await build.write({
    dir: directory,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    comments: false,
    codeSplitting: {
      // A group takes what it needs from those after it; so the first is the first.
      groups: GROUPS.map(({ name }, i) => ({
        name,
        test: id => closures.groupOf(id) === name,
        priority: GROUPS.length - i,
      })),
    },
  })
  await build.close()
  return output.filter(file => file.type === 'chunk')
}

/** `import.meta.url` stays the URL of the module's own place in the repository, though its code is in a chunk elsewhere. */
function keepOwnUrls(root: string): Plugin {
  return {
    name: 'own-urls',
    transform(code, id) {
      if (!id.startsWith(root) || !code.includes('import.meta.url')) return null
      const file = relative(root, id).replaceAll('\\', '/').replace(/\.ts$/, '.js')
      return code.replaceAll('import.meta.url', `__urlOfModule(${JSON.stringify(file)})`)
    },
    renderChunk(code, { fileName }) {
      return code.replace(URL_PLACEHOLDER, (_, file: string) => {
        if (file === fileName) return 'import.meta.url'
        const path = posix.relative(posix.dirname(fileName), file)
        return `new URL(${JSON.stringify(path.startsWith('.') ? path : `./${path}`)}, import.meta.url).href`
      })
    },
  }
}

const CALL = /\b(?:require|import\.meta\.resolve|createRequire\(.*?\))\(\s*['"]([^'"./][^'"]*)['"]\s*\)/g

/** Modules outside of the package that compiled code loads, at once or later. */
export function importsOfChunks(directory: string, chunks: readonly OutputChunk[]): Set<string> {
  const files = new Set(chunks.map(chunk => chunk.fileName))
  const imports = chunks.flatMap(chunk => [...chunk.imports, ...chunk.dynamicImports]).filter(name => !files.has(name))
  const calls = chunks.flatMap(chunk => {
    const text = readFileSync(join(directory, chunk.fileName), 'utf8')
    return [...text.matchAll(CALL)].map(match => match[1])
  })
  return new Set([...imports, ...calls])
}
