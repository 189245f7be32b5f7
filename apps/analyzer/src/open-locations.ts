import { openTableLocation, type TableLocation, type TableLocationOptions } from '@millrace/hdfs-writer'
import { locationAccess } from '@millrace/hdfs-writer/location-options'
import type { AnalyzerOptions } from './analyzer-options.ts'

export interface Locations {
  readonly table: TableLocation
  readonly checkpoint: TableLocation
  close(): Promise<void>
}

/** Where a URL without a path puts the table. */
const DEFAULT_HDFS_PATH = '/warehouse/logs'

/** The table and its checkpoint, on local disk or in HDFS. */
export function openLocations(options: AnalyzerOptions): Locations {
  const access = locationAccess(options)
  const table = openTableLocation(withPath(options.table), access)
  const checkpoint = openCheckpoint(options.checkpoint, table, access)
  return {
    table,
    checkpoint,
    async close() {
      await checkpoint.fs.close()
      if (table.fs !== checkpoint.fs) await table.fs.close()
    },
  }
}

function openCheckpoint(given: string | undefined, table: TableLocation, access: TableLocationOptions): TableLocation {
  if (given === undefined) return { fs: table.fs, path: `${table.path}.checkpoint` }
  try {
    return openTableLocation(given, access)
  } catch (error) {
    void table.fs.close()
    throw error
  }
}

const withPath = (table: string): string =>
  /^(https?|s?webhdfs):\/\/[^/]+\/?$/i.test(table) ? table.replace(/\/$/, '') + DEFAULT_HDFS_PATH : table
