import { isBuiltin } from 'node:module'
import { PUBLIC_ENTRIES } from './public-entries.ts'
import { manifestOf, workspacesOf } from './workspaces.ts'

/** Node versions that the package runs on: type stripping (pipeline files in TypeScript) is on by itself from here on. */
export const ENGINES = '^22.18.0 || >=24.0.0'

const PACKAGE = /^(@[^/]+\/)?[^/]+/

/** package.json of the package. `imports`: modules outside of it that its code and declarations load. */
export function packageManifest(root: string, imports: Iterable<string>): object {
  const { name, version, license, description } = manifestOf(root)
  return {
    name,
    version,
    license,
    description,
    keywords: ['logs', 'log-analysis', 'access-log', 'streaming', 'spark', 'sql', 'kafka', 'parquet', 'hdfs'],
    type: 'module',
    engines: { node: ENGINES },
    bin: { millrace: 'bin/millrace.js' },
    exports: {
      ...Object.fromEntries(
        Object.entries(PUBLIC_ENTRIES).map(([path, source]) => {
          const file = `./${source.replace(/\.ts$/, '')}`
          return [path, { types: `${file}.d.ts`, default: `${file}.js` }]
        }),
      ),
      './package.json': './package.json',
    },
    dependencies: dependenciesOf(root, imports),
  }
}

function dependenciesOf(root: string, imports: Iterable<string>): Record<string, string> {
  const { '@types/node': nodeTypes = '' } = manifestOf(root).devDependencies ?? {}
  const ranges = new Map([['@types/node', nodeTypes]])
  for (const { folder, manifest } of workspacesOf(root)) {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      if (name.startsWith('@millrace/')) continue
      const other = ranges.get(name)
      if (other !== undefined && other !== range)
        throw new Error(`${folder}/package.json wants ${name} ${range}, another package ${other}: expected one range.`)
      ranges.set(name, range)
    }
  }
  const names = new Set(
    [...imports].filter(module => !isBuiltin(module)).map(module => PACKAGE.exec(module)?.[0] ?? ''),
  )
  return Object.fromEntries(
    [...names].sort().map(name => {
      const range = ranges.get(name)
      if (range === undefined)
        throw new Error(`The package imports ${name}, which no workspace has in its dependencies.`)
      return [name, range]
    }),
  )
}
