import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** A Parquet file of DuckDB's, with the rows of a query. */
export async function parquetOf(sql: string, options = 'compression zstd'): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-parquet-'))
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' })
  const connection = await instance.connect()
  try {
    const path = join(folder, 'rows.parquet')
    await connection.run("SET TimeZone = 'UTC'")
    await connection.run(`copy (${sql}) to '${path}' (format parquet, ${options})`)
    return readFileSync(path)
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true })
  }
}

/** Writes files by their paths below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** Changes a bit in the middle of a file. */
export function damaged(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] ^= 4
  return changed
}

/** Adds an entry without its key, which DuckDB insists on, to the footer's metadata. Every value can still be read. */
export function withNamelessMetadata(file: Buffer): Buffer {
  // Thrift: field 5, a list of one struct that is empty; then the end of the footer.
  const entry = Buffer.from([0x09, 0x0a, 0x1c, 0x00, 0x00])
  const end = file.length - 8
  const size = Buffer.alloc(4)
  size.writeUInt32LE(file.readUInt32LE(end) + entry.length - 1)
  return Buffer.concat([file.subarray(0, end - 1), entry, size, file.subarray(end + 4)])
}
