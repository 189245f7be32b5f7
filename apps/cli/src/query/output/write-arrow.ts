import { readFile } from 'node:fs/promises'
import { arrowStream } from '@millrace/files/arrow-stream'
import { readFileMetadata } from '@millrace/hdfs-writer/reading'
import { localFiles } from '../local-files.ts'
import { withCopiedResult } from './copied-result.ts'
import type { ResultWriter } from './result-writer.ts'

/** As an IPC stream. DuckDB writes no Arrow: it comes from the Parquet that it writes, a row group at a time. */
export const writeArrow: ResultWriter = (session, script, target) =>
  withCopiedResult(session, script, async path => {
    const bytes = await readFile(path)
    const { rowGroups } = await readFileMetadata(localFiles, { path, length: bytes.length })
    for (const part of arrowStream(bytes, rowGroups.length)) await target.write(part)
  })
