import type { FixedColumn, StringColumn } from '@millrace/columns'
import { common, webLogParser } from '@millrace/log-parser'
import { describe, expect, test } from 'vitest'
import {
  availableNow,
  col,
  columnUdf,
  count,
  type Dataset,
  hostsOf,
  max,
  memorySink,
  readStream,
  rowsOf,
  startQuery,
  udf,
} from '../../index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { bytesPerLetter, section } from '../../testing/user-functions.ts'

const LINES = Array.from(
  { length: 40 },
  (_, i) => `h - - [01/Jul/1995:00:00:01 -0400] "GET /s${i % 3}/${i} HTTP/1.0" 200 ${i}`,
)
const module = new URL('../../testing/user-functions.ts', import.meta.url).href

const logs = () => readStream(new MemorySource(new MemoryTopic('logs', [LINES]))).parse(webLogParser(common))

async function run(dataset: Dataset<never>, parallelism: number) {
  const sink = memorySink('result')
  const query = await startQuery({
    outputs: { result: { dataset, sinks: [sink] } },
    checkpoint: { fs: new MemoryFileSystem(), path: '/checkpoint' },
    trigger: availableNow,
    parallelism,
    retry: { attempts: 1 },
  })
  await query.awaitTermination()
  return { rows: rowsOf(sink.current!.rows), plan: query.explain() }
}

describe.each([
  ['in workers', { module }],
  ['in the main thread', {}],
])('%s', (_, where) => {
  const sectionOf = udf(section, 'string', where)

  test.each([0, 2])(
    'rows that it refuses are told by their error; the others have its value (parallelism %d)',
    async parallelism => {
      const good = logs()
        .filter(sectionOf.error('path').isNull())
        .groupBy(sectionOf('path').as('section'))
        .agg({ hits: count() })
        .orderBy('section')
      const { rows, plan } = await run(good as never, parallelism)
      expect(rows).toEqual([
        { section: 's0', hits: 14n },
        { section: 's1', hits: 13n },
        { section: 's2', hits: 12n },
      ])
      expect(plan).toContain('udf section(path)')
      const bad = logs()
        .withColumn('error', sectionOf.error('path'))
        .filter(col('error').isNotNull())
        .groupBy('path', 'error')
        .agg({ hits: count() })
      expect((await run(bad as never, parallelism)).rows).toEqual([
        { path: '/s2/17', error: 'seventeen is not a page', hits: 1n },
      ])
    },
  )

  test('an error ends the query and shows the value', async () => {
    const all = logs().groupBy(sectionOf('path').as('section')).agg({ hits: count() })
    await expect(run(all as never, 1)).rejects.toMatchObject({
      code: 'MILLRACE_USER_FUNCTION',
      message: 'The user function section failed for ("/s2/17"): seventeen is not a page (row: path "/s2/17")',
    })
  })
})

describe.each([
  ['in workers', { module }],
  ['in the main thread', {}],
])('over columns, %s', (_, where) => {
  const ratio = columnUdf(bytesPerLetter, 'double', where)

  test.each([0, 2])('values of the rows that conditions leave (parallelism %d)', async parallelism => {
    const { rows: passed, refused } = logs().quarantine(ratio.error('bytes', 'path'))
    const few = passed
      .filter(col('bytes').between(15, 18))
      .groupBy('path')
      .agg({ ratio: max(ratio('bytes', 'path')) })
    const { rows, plan } = await run(few.orderBy('path') as never, parallelism)
    expect(rows).toEqual([
      { path: '/s0/15', ratio: 15 / 6 },
      { path: '/s0/18', ratio: 18 / 6 },
      { path: '/s1/16', ratio: 16 / 6 },
    ])
    expect(plan).toContain('column udf bytesPerLetter(bytes, path)')
    expect((await run(refused.groupBy('path', 'error').agg({ n: count() }) as never, parallelism)).rows).toEqual([
      { path: '/s2/17', error: 'seventeen bytes', n: 1n },
    ])
  })

  test('an error ends the query and shows the first row that has it', async () => {
    const all = logs().agg({ best: max(ratio('bytes', 'path')) })
    await expect(run(all as never, 1)).rejects.toMatchObject({
      code: 'MILLRACE_USER_FUNCTION',
      message: 'The user function bytesPerLetter failed for ("17", "/s2/17"): seventeen bytes',
    })
  })
})

test('a function over columns inside of other expressions, and results of every kind', async () => {
  const lengths = columnUdf((path: StringColumn) => hostsOf(path).map(p => String(p).length), 'int32', {
    name: 'lengths',
  })
  const flags = columnUdf((bytes: FixedColumn) => new Uint8Array(bytes.length).fill(1), 'boolean', { name: 'flags' })
  const same = columnUdf((path: StringColumn) => path, 'string', { name: 'same' })
  const rows = logs()
    .filter(flags('bytes').and(lengths(same('path')).plus(1).eq(6)))
    .groupBy(same('path').as('path'))
    .agg({ longest: max(lengths('path')) })
    .orderBy('path')
    .limit(2)
  expect((await run(rows as never, 0)).rows).toEqual([
    { path: '/s0/0', longest: 5 },
    { path: '/s0/3', longest: 5 },
  ])
})

test.each([
  ['short', [1], 'it gave 1 values, expected 5 values of double'],
  ['shorter', new Float64Array(3), 'it gave 3 values, expected 5 values of double'],
  ['whole', new Int32Array(5), 'it gave a Int32Array, expected 5 values of double'],
  ['single', 'x', 'it gave "x", expected 5 values of double'],
])('a function over columns that gives no column: %s', async (name, given, message) => {
  const wrong = columnUdf((_: FixedColumn) => given as never, 'double', { name })
  const best = logs().agg({ x: max(wrong('bytes')) })
  await expect(run(best as never, 0)).rejects.toThrow(`The user function ${name} failed: ${message}`)
})

test('a function over columns that gives a value of another type', async () => {
  const text = columnUdf((bytes: FixedColumn) => new Array(bytes.length).fill('x'), 'double', { name: 'text' })
  await expect(run(logs().agg({ x: max(text('bytes')) }) as never, 0)).rejects.toThrow(
    'The user function text failed for ("0"): it gave "x", which is no double',
  )
})

test('numbers, nulls and results of the wrong type', async () => {
  const doubled = udf((n: bigint | null) => (n ?? 0n) * 2n, 'int64', { name: 'doubled', seesNulls: true })
  const rows = logs().groupBy(doubled('bytes').as('twice')).agg({ hits: count() }).orderBy('twice').limit(2)
  expect((await run(rows as never, 0)).rows).toEqual([
    { twice: 0n, hits: 1n },
    { twice: 2n, hits: 1n },
  ])
  const wrong = udf(() => 'x' as never, 'int64', { name: 'wrong' })
  const bad = logs().groupBy(wrong('bytes').as('w')).agg({ hits: count() })
  await expect(run(bad as never, 0)).rejects.toThrow(
    'The user function wrong failed for ("0"): it gave "x", which is no int64',
  )
})

test('a function that a module does not export, and one without a name, are refused', async () => {
  const missing = udf(section, 'string', { module, name: 'sections' })
  const dataset = logs().groupBy(missing('path').as('s')).agg({ hits: count() })
  await expect(run(dataset as never, 1)).rejects.toThrow('exports no function "sections"')
  expect(() => udf(() => 1, 'int32')).toThrow('A user function needs a name')
})
