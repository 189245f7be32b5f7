import { common, webLogParser } from '@millrace/log-parser'
import { describe, expect, test } from 'vitest'
import { availableNow, col, count, type Dataset, memorySink, readStream, rowsOf, startQuery, udf } from '../../index.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemorySource, MemoryTopic } from '../../testing/memory-source.ts'
import { section } from '../../testing/user-functions.ts'

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
      message: 'The user function section failed for ("/s2/17"): seventeen is not a page',
    })
  })
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
