import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { millrace } from '../testing/millrace-process.ts'
import { projectFolder } from '../testing/project-folder.ts'

const PIPELINE = `
import { definePipeline, readStream } from '@millrace/engine'
import { directorySource, jsonFormat } from '@millrace/files'
import { openTableLocation, parquetSink } from '@millrace/hdfs-writer'

const schema = [{ name: 'n', type: 'int64', nullable: true }] as const

export default definePipeline(() => {
  const format = jsonFormat({ schema })
  const rows = readStream(directorySource({ ...openTableLocation('in'), format, maxFilesPerTrigger: 1 }))
  const { fs, path: table } = openTableLocation('table')
  return { rows: rows.writeStream({ sink: parquetSink({ fs, table }), checkpoint: 'table.checkpoint' }) }
})
`

test('queries see every row once, whatever a compaction is doing', async () => {
  const cwd = projectFolder()
  writeFileSync(join(cwd, 'pipeline.ts'), PIPELINE)
  let files = 0
  for (let round = 1; round <= 2; round++) {
    for (let i = 0; i < 12; i++, files++)
      writeFileSync(join(cwd, `in/${String(files).padStart(3, '0')}.json`), `{"n":${files}}\n`.repeat(5))
    const ran = await millrace(['run', 'pipeline.ts', '--once', '--workers', '0'], { cwd })
    expect(ran.code, ran.stderr).toBe(0)
    const expected = `rows,total\n${5 * files},${(5 * files * (files - 1)) / 2}\n`
    let isCompacting = true
    // Replaced files go at once: a query that has listed them is begun again.
    const compaction = millrace(['compact', 'table', '--older-than', '0s', '--grace', '0s'], { cwd }).finally(() => {
      isCompacting = false
    })
    const ask = async (sql: string) => {
      do {
        const answer = await millrace(['query', sql, '--table', 'table', '--output', 'csv'], { cwd })
        expect(answer).toEqual({ code: 0, stdout: expected, stderr: '' })
      } while (isCompacting)
    }
    const figures = 'select count(*) as rows, sum(n) as total from'
    const copy = `create table copy as from logs; ${figures} copy`
    await Promise.all([ask(`${figures} logs`), ask(`${figures} logs`), ask(copy)])
    const compacted = await compaction
    expect(compacted.code, compacted.stderr).toBe(0)
    expect(readdirSync(join(cwd, 'table')).filter(name => name.endsWith('.parquet'))).toHaveLength(1)
  }
}, 120_000)
