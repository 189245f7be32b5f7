import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES } from '../../tools/pack/manifest.ts'
import { PUBLIC_ENTRIES } from '../../tools/pack/public-entries.ts'
import { repositoryFile } from '../support/repository.ts'
import { InstalledPackage } from './installed-package.ts'

const run = promisify(execFile)
const OLDEST = '22.18.0'
const NEWEST = '26.10.0'
const CURRENT = process.versions.node
const NODES = [OLDEST, CURRENT, NEWEST]

/** A pipeline as a user writes it: functions of its own in worker threads, everything from `millrace`. */
const PIPELINE = `import { col, common, consoleSink, count, definePipeline, directorySource, every, linesFormat, openTableLocation, readStream, udf, webLogParser } from 'millrace'
import { upper } from 'millrace/functions'

export const section = (path: string | null): string | null => path?.split('/')[1] ?? null
const sectionOf = udf(section, 'string', { module: import.meta.url })

export default definePipeline(config => {
  const requests = readStream(directorySource({ ...openTableLocation('logs'), format: linesFormat() })).parse(webLogParser(common))
  const sections = requests.filter(col('status').eq(200)).select(upper(sectionOf('path')).as('section'))
  return {
    sections: sections.groupBy('section').agg({ hits: count() }).writeStream({
      sink: consoleSink({ mode: 'complete' }), mode: 'complete', trigger: every('10 seconds'), checkpoint: String(config.checkpoint),
    }),
  }
})
`

const LOG = `h1 - - [01/Aug/1995:00:00:01 -0400] "GET /shuttle/a.html HTTP/1.0" 200 1839
h2 - - [01/Aug/1995:00:00:07 -0400] "GET /images/b.gif HTTP/1.0" 304 0
h1 - - [01/Aug/1995:00:00:08 -0400] "GET /shuttle/c.html HTTP/1.0" 200 12
no request at all
`

const TABLE = `+-------+----+
|section|hits|
+-------+----+
|SHUTTLE|   2|
+-------+----+
`

/** Prints every module that the process loads from a package. */
const LOADED = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) {
  const name = /\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1]
  if (name !== undefined) console.error('loaded ' + name)
  return next(url, context)
} })
`

let installed: InstalledPackage

beforeAll(async () => {
  installed = await InstalledPackage.create(NODES.filter(version => version !== CURRENT))
  installed.write('access.log', LOG)
  installed.write('logs/access.log', LOG)
  installed.write('sections.ts', PIPELINE)
})
afterAll(() => installed?.remove())

describe.each(NODES)('on Node %s', version => {
  test('reports as JSON and as a page, asks in SQL, tells its version', async () => {
    const report = await installed.millrace(version, 'report', 'access.log', '--json')
    expect(report).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(report.stdout)).toMatchObject({
      lines: 4,
      parsed: 3,
      malformed: 1,
      status: [
        { status: 200, count: 2 },
        { status: 304, count: 1 },
      ],
    })
    expect(await installed.millrace(version, 'report', 'access.log', '--html', `${version}.html`)).toMatchObject({
      code: 0,
    })
    expect(installed.read(`${version}.html`)).toContain('/shuttle/a.html')
    const format = ['--format', '%h %l %u %t "%r" %>s %b', '--workers', '2']
    const byFormat = await installed.millrace(version, 'report', 'access.log', '--json', ...format)
    expect(JSON.parse(byFormat.stdout), byFormat.stderr).toMatchObject({ lines: 4, parsed: 3, malformed: 1 })
    const query = 'select status, count(*) as n from logs group by status order by status'
    const sql = await installed.millrace(version, 'sql', query, '--table', 'logs=access.log', '--output', 'csv')
    expect(sql.stdout).toBe('status,n\n200,2\n304,1\n')
    const { version: packed } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8'))
    expect(await installed.millrace(version, '--version')).toMatchObject({ code: 0, stdout: `${packed}\n` })
  })

  test('runs a pipeline file in TypeScript that imports the package, worker threads and all', async () => {
    const args = ['--set', `checkpoint=checkpoint-${version}`, '--available-now', '--workers', '2']
    const { code, stdout, stderr } = await installed.millrace(version, 'run', 'sections.ts', ...args)
    expect({ code, table: stdout.slice(stdout.indexOf('+')).trimEnd() }, stderr).toEqual({
      code: 0,
      table: TABLE.trimEnd(),
    })
  })

  test('streams a log through the journal into Parquet, asks DuckDB about it', async () => {
    const folders = ['--journal', `journal-${version}.sqlite`, '--table', `table-${version}`]
    const { code, stdout, stderr } = await installed.millrace(
      version,
      'start',
      '--once',
      '--file',
      'access.log',
      ...folders,
    )
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).toContain('sent 4 lines')
    const count = ['query', 'select count(*) as n from logs', '--table', `logs=table-${version}`, '--output', 'csv']
    expect(await installed.millrace(version, ...count)).toEqual({ code: 0, stdout: 'n\n3\n', stderr: '' })
    const inspected = await installed.millrace(version, 'inspect', `table-${version}`, '--verify')
    expect(inspected.code, inspected.stderr).toBe(0)
  })
})

test('a program and the command share one instance of everything', async () => {
  installed.write(
    'refuses.ts',
    "import { MillraceError } from 'millrace/errors'\nthrow new MillraceError('MILLRACE_USAGE', 'Not today.')\n",
  )
  expect(await installed.millrace(CURRENT, 'run', 'refuses.ts')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'millrace: Not today.\n',
  })
})

test('every path of the package can be imported, and `millrace` itself loads no other package', async () => {
  installed.write('loaded.js', LOADED)
  const paths = Object.keys(PUBLIC_ENTRIES)
  const imports = paths.map((path, i) => `import * as part${i} from '${join('millrace', path)}'\n`)
  installed.write(
    'all.ts',
    `${imports.join('')}console.log(${paths.map((_, i) => `Object.keys(part${i}).length > 0`)})`,
  )
  const { stdout } = await installed.node(CURRENT, 'all.ts')
  expect(stdout.trim()).toBe(paths.map(() => 'true').join(' '))
  installed.write('one.ts', "import 'millrace'\n")
  const one = await installed.node(CURRENT, '--import', './loaded.js', 'one.ts')
  expect(packagesOf(one.stderr)).toEqual(['millrace'])
})

test.each([
  ['a report as JSON', ['report', 'access.log', '--json'], []],
  ['a report as a page', ['report', 'access.log'], ['bowser', 'isbot']],
  ['SQL', ['sql', 'select count(*) from logs', '--table', 'logs=access.log'], ['@polyglot-sql/sdk']],
  ['generate', ['generate', 'web', '--lines', '10'], []],
])('%s loads few files, and of other packages only what it needs', async (_, args, packages) => {
  installed.write('loaded.js', LOADED)
  const millrace = 'node_modules/millrace/bin/millrace.js'
  const { code, stderr } = await installed.node(CURRENT, '--import', './loaded.js', millrace, ...args)
  const loaded = packagesOf(stderr)
  expect({ code, loaded: [...loaded].sort() }, stderr).toEqual({ code: 0, loaded: ['millrace', ...packages].sort() })
  expect(stderr.split('\n').filter(line => line === 'loaded millrace').length).toBeLessThan(50)
})

test('help names commands as an installed package has them', async () => {
  expect((await installed.millrace(CURRENT, 'start', '--help')).stdout).toContain('millrace start --once')
})

const packagesOf = (stderr: string): string[] => [
  ...new Set(stderr.split('\n').flatMap(line => (line.startsWith('loaded ') ? [line.slice('loaded '.length)] : []))),
]

test('its declarations type a program, without settings of its own for Node', async () => {
  const paths = Object.keys(PUBLIC_ENTRIES)
  const imports = paths.map((path, i) => `export * as part${i} from '${join('millrace', path)}'\n`)
  installed.write('all-types.ts', imports.join(''))
  installed.write('wrong.ts', PIPELINE.replace("col('status').eq(200)", "col('statu').eq(200)"))
  const compilerOptions = { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, types: [] }
  const files = ['all-types.ts', 'sections.ts', 'wrong.ts']
  installed.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  const { stdout } = await installed.node(CURRENT, repositoryFile('node_modules/typescript/bin/tsc'), '-p', '.')
  const errors = stdout.split('\n').filter(line => /error TS/.test(line))
  expect(errors, stdout).toEqual([expect.stringMatching(/^wrong\.ts\(.*statu/)])
})

describe('what the documentation shows', () => {
  const pages = ['tools/pack/package/README.md', 'docs/guide/install.md']
  const blocks = pages.flatMap(page => examplesOf(page).map((example, i) => ({ page, i, ...example })))

  test.each(blocks)('$page, example $i', async ({ page, i, language, code, output }) => {
    const file = `example-${basename(page, '.md')}-${i}.${language}`
    installed.write(file, code)
    const {
      code: exit,
      stdout,
      stderr,
    } = language === 'sh' ? await installed.shell(file) : await installed.node(CURRENT, file)
    expect(exit, stderr).toBe(0)
    if (output !== undefined) expect(stdout).toBe(output)
  })

  test('there are examples', () => expect(blocks.length).toBe(4))
})

/** Blocks marked `installed`, each with the `text` block that follows it directly, if any. */
function examplesOf(page: string): { language: string; code: string; output: string | undefined }[] {
  const text = readFileSync(repositoryFile(page), 'utf8')
  const blocks = text.matchAll(/```(sh|ts) installed\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)
  return [...blocks].map(([, language, code, output]) => ({ language, code, output }))
}

test('publint and are-the-types-wrong find nothing', async () => {
  const check = (tool: string, ...args: string[]): Promise<unknown> =>
    run(process.execPath, [repositoryFile(`node_modules/${tool}`), installed.tarball.file, ...args])
  await check('publint/src/cli.js', '--strict')
  await check('@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', '--no-color')
})

test('an older Node gets one sentence', async () => {
  const older =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.1"}})'
  const millrace = 'node_modules/millrace/bin/millrace.js'
  expect(await installed.node(CURRENT, '--import', older, millrace, 'report', 'access.log')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'millrace needs Node 22.18 or newer, or 24 or newer; this is 22.17.1.\n',
  })
  const { engines } = JSON.parse(readFileSync(join(installed.directory, 'node_modules/millrace/package.json'), 'utf8'))
  expect(engines).toEqual({ node: ENGINES })
})

test('holds no sources, tests or maps, and is small', () => {
  const { files, bytes } = installed.tarball
  expect(files.filter(file => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(file))).toEqual([])
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'bin/millrace.js', 'package.json']))
  expect(bytes).toBeLessThan(2_000_000)
})
