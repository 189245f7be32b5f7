import type { MalformedRow, WebLogRow } from '@millrace/analytics'
import { type Dataset, lit, readStream, readTable } from '@millrace/engine'
import { filesSource, parquetTable } from '@millrace/files'
import { localFileSystem, openTableLocation } from '@millrace/hdfs-writer'
import { webLogParser } from '@millrace/log-parser'
import { type Snapshot, snapshotOf } from './snapshot.ts'

/** Parsed requests, and the lines that the parser refused. */
export interface LogRows {
  readonly requests: Dataset<WebLogRow>
  readonly malformed: Dataset<MalformedRow>
}

/** The table that an analyzer wrote, as it was when it was opened. */
export interface StoredLogs extends LogRows {
  /** Where it is, as a person would write it. */
  readonly location: string
  readonly snapshot: Snapshot
  close(): Promise<void>
}

/**
 * Opens the table at a local path or at `http://namenode:9870/path`, and the quarantine beside it. `HADOOP_USER_NAME`,
 * `HDFS_DELEGATION_TOKEN` and `HDFS_DATANODE_MAP` mean what they mean to the analyzer.
 *
 * @throws Error nothing has been written there
 */
export async function storedLogs(location: string): Promise<StoredLogs> {
  const { HADOOP_USER_NAME: user, HDFS_DELEGATION_TOKEN: delegationToken, HDFS_DATANODE_MAP: dataNodes } = process.env
  const { fs, path } = openTableLocation(location, { user, delegationToken, dataNodes })
  try {
    const snapshot = await snapshotOf({ fs, path })
    const refused = await snapshotOf({ fs, path: `${path}.quarantine` })
    const close = async (): Promise<void> => {
      await Promise.all([snapshot.close(), refused.close()])
    }
    if (snapshot.files.length === 0) {
      await close()
      throw new Error(
        `There are no Parquet files at ${fs.display(path)}: run an analyzer, or name a table by MILLRACE_TABLE.`,
      )
    }
    const requests = (await rowsOf(snapshot)) as Dataset<WebLogRow>
    const malformed =
      refused.files.length > 0
        ? ((await rowsOf(refused)) as Dataset<MalformedRow>)
        : requests.filter(lit(false)).select(lit('').as('reason'))
    return { location: fs.display(path), snapshot, requests, malformed, close }
  } finally {
    await fs.close()
  }
}

/** The compiler does not know the columns of files. */
const rowsOf = async ({ folder }: Snapshot): Promise<unknown> =>
  readTable(await parquetTable({ fs: localFileSystem(), path: folder }))

/** The rows of text files, plain, gzip or zstd, parsed as the analyzer parses them. */
export function logFiles(paths: readonly string[]): LogRows {
  const requests = readStream(filesSource(paths)).parse(webLogParser({ preset: 'weblog' }))
  return { requests, malformed: requests.malformed }
}
