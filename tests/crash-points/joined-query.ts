import { col, readStream, timestampAdd } from '@millrace/engine'
import { parquetSink } from '@millrace/hdfs-writer'
import { common, webLogParser } from '@millrace/log-parser'
import { expect } from 'vitest'
import { MemoryTopic } from '../../libs/engine/src/testing/memory-source.ts'
import { type CrashQuery, logLine } from './crash-query.ts'

/** Pages that hosts asked for, every third of them twice. */
const pages = (): string[] =>
  Array.from({ length: 30 }, (_, i) =>
    logLine(`host${i % 3 === 2 ? i - 1 : i}`, (i % 3 === 2 ? i - 1 : i) * 20, '/page'),
  )

/** Images that came with them, or too late, or with none of them; in another order. */
const images = (): string[] =>
  Array.from({ length: 30 }, (_, i) => {
    const page = i ^ 1
    return logLine(page % 5 === 4 ? `other${page}` : `host${page}`, page * 20 + (page % 7) * 10, `/image/${page}`)
  })

/** Each page once, and with its images of the minute after; without any where none came. */
export const joinedQuery: CrashQuery = {
  topics: () => ({ pages: new MemoryTopic('pages', [pages()]), images: new MemoryTopic('images', [images()]) }),
  rowsPerBatch: 10,
  outputs({ pages, images }, fs, home) {
    const once = readStream(pages)
      .parse(webLogParser(common))
      .withWatermark('time', '30 seconds')
      .select('host', 'time')
      .dropDuplicates('host', 'time')
    const shown = readStream(images)
      .parse(webLogParser(common))
      .withWatermark('time', '30 seconds')
      .select(col('host').as('imageHost'), col('time').as('imageTime'), col('path').as('image'))
    const near = col('host')
      .eq(col('imageHost'))
      .and(col('imageTime').gte(col('time')))
      .and(col('imageTime').lte(timestampAdd('second', 40, 'time')))
    return {
      pages: { dataset: once, sinks: [parquetSink({ fs, table: `${home}/pages` })] },
      joined: { dataset: once.join(shown, near, 'left'), sinks: [parquetSink({ fs, table: `${home}/joined` })] },
    }
  },
  spills: ['dedupe', 'symmetricHashJoin'],
  tables: ['pages', 'joined'],
  expectUndisturbed({ tables, commits }) {
    expect(commits.length).toBeGreaterThanOrEqual(4)
    expect(tables['pages']).toHaveLength(20)
    const alone = tables['joined'].filter(row => JSON.parse(row).image === null)
    expect(alone.length).toBeGreaterThan(3)
    expect(tables['joined'].length - alone.length).toBeGreaterThan(5)
  },
}
