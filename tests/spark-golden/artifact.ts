import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '@millrace/errors'
import { ensureJars } from '@millrace/services'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'

/** Of org.apache.spark:spark-sql_2.13:4.1.1:jar:tests. */
const SHA256 = '505193f5e6540a2f15613e0d386a1f1af15d6f5f1308ce6cd6a670595a93d4d0'

/** What the golden tests need of the artifact; names are like `group-by` and `typeCoercion/native/division`. */
export interface GoldenArtifact {
  /** Text of `sql-tests/results/NAME.sql.out`: statements with schema and rows. */
  readonly results: ReadonlyMap<string, string>
  /** Text of `sql-tests/analyzer-results/NAME.sql.out`: the same statements with Spark's analysed plans. */
  readonly plans: ReadonlyMap<string, string>
  /** Text of `sql-tests/inputs/NAME.sql`, for its `--SET` lines. */
  readonly inputs: ReadonlyMap<string, string>
  /** Bytes of `test-data/postgresql/NAME`: the tables aggtest, onek and tenk1. */
  readonly data: ReadonlyMap<string, Uint8Array>
}

/** The artifact of Spark 4.1.1, from the user's cache, fetched with Maven when it is not there. */
export async function loadArtifact(): Promise<GoldenArtifact> {
  const folder = await ensureJars('spark-golden')
  const jar = (await readdir(folder)).find(name => name.endsWith('.jar'))
  if (jar === undefined) throw new MillraceError('MILLRACE_SERVICE', `There is no jar in ${folder}.`)
  const path = join(folder, jar)
  const bytes = await readFile(path)
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== SHA256) {
    throw new MillraceError('MILLRACE_SERVICE', `${path} has the SHA-256 ${digest}, not ${SHA256}: delete its folder.`)
  }
  return readArtifact(bytes)
}

async function readArtifact(bytes: Uint8Array): Promise<GoldenArtifact> {
  const results = new Map<string, string>()
  const resultsOfJava21 = new Map<string, string>()
  const plans = new Map<string, string>()
  const inputs = new Map<string, string>()
  const data = new Map<string, Uint8Array>()
  const texts: readonly [prefix: string, suffix: string, into: Map<string, string>][] = [
    ['sql-tests/results/', '.sql.out', results],
    // Since Java 19 a double prints as the shortest decimal that reads back as it, as in JavaScript.
    ['sql-tests/results/', '.sql.out.java21', resultsOfJava21],
    ['sql-tests/analyzer-results/', '.sql.out', plans],
    ['sql-tests/inputs/', '.sql', inputs],
  ]
  const decoder = new TextDecoder()
  const zip = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false })
  try {
    for (const entry of await zip.getEntries()) {
      if (entry.directory) continue
      const { filename } = entry
      const read = () => entry.getData(new Uint8ArrayWriter())
      const dataName = /^test-data\/postgresql\/(.+)$/.exec(filename)?.[1]
      if (dataName !== undefined) data.set(dataName, await read())
      for (const [prefix, suffix, into] of texts)
        if (filename.startsWith(prefix) && filename.endsWith(suffix))
          into.set(filename.slice(prefix.length, -suffix.length), decoder.decode(await read()))
    }
  } finally {
    await zip.close()
  }
  for (const [name, text] of resultsOfJava21) results.set(name, text)
  return { results, plans, inputs, data }
}
