import { openTableLocation } from '@millrace/hdfs-writer/table-location'

/** The local disk, for files that DuckDB reads. */
export const localFiles = openTableLocation('.').fs
