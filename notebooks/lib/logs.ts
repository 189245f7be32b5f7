import type { MalformedRow, WebLogRow } from '@millrace/analytics'
import { type Dataset, lit, readStream, readTable } from '@millrace/engine'
import { filesSource, listFiles, parquetTable } from '@millrace/files'
import { openTableLocation, type TableLocation } from '@millrace/hdfs-writer'
import { webLogParser } from '@millrace/log-parser'

/** Parsed requests, and the lines that the parser refused. */
export interface LogRows {
  readonly requests: Dataset<WebLogRow>
  readonly malformed: Dataset<MalformedRow>
}

/** The table that an analyzer wrote. */
export interface StoredLogs extends LogRows {
  /** Where it is, as a person would write it. */
  readonly location: string
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  /** The bytes of one of the files. */
  read(path: string): Promise<Uint8Array>
  close(): Promise<void>
}

/**
 * Opens the table at a local path or at `http://namenode:9870/path`, and the quarantine beside it. `HADOOP_USER_NAME`,
 * `HDFS_DELEGATION_TOKEN` and `HDFS_DATANODE_MAP` mean what they mean to the analyzer.
 *
 * @throws MillraceError MILLRACE_INPUT_MISSING: nothing has been written there.
 */
export async function storedLogs(location: string): Promise<StoredLogs> {
  const { HADOOP_USER_NAME: user, HDFS_DELEGATION_TOKEN: delegationToken, HDFS_DATANODE_MAP: dataNodes } = process.env
  const { fs, path } = openTableLocation(location, { user, delegationToken, dataNodes })
  const requests = readTable(await parquetTable({ fs, path })) as unknown as Dataset<WebLogRow>
  const quarantined = await quarantine({ fs, path: `${path}.quarantine` })
  const files = await listFiles(fs, path, 'table')
  return {
    location: fs.display(path),
    files: files.map(file => ({ path: file.path, bytes: file.length })),
    requests,
    malformed: quarantined ?? requests.filter(lit(false)).select(lit('').as('reason')),
    read: file => fs.read(file),
    close: () => fs.close(),
  }
}

/** Null where there is none: it has no files as long as every line was understood. */
async function quarantine({ fs, path }: TableLocation): Promise<Dataset<MalformedRow> | null> {
  if ((await listFiles(fs, path, 'table')).length === 0) return null
  return readTable(await parquetTable({ fs, path })) as unknown as Dataset<MalformedRow>
}

/** The rows of text files, plain, gzip or zstd, parsed as the analyzer parses them. */
export function logFiles(paths: readonly string[]): LogRows {
  const requests = readStream(filesSource(paths)).parse(webLogParser({ preset: 'weblog' }))
  return { requests, malformed: requests.malformed }
}
