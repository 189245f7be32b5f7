import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Report } from '@millrace/analytics'
import { COLUMNS, FORMAT_SQL } from './format-sql.ts'
import { linesOf, printable, readLog } from './log-lines.ts'
import { FIGURES_SQL, listsSql } from './report-sql.ts'

export type Row = Readonly<Record<string, unknown>>

/**
 * What is true of log files, computed by DuckDB over their text: none of Millrace's code takes part. Tests hold it against
 * everything that Millrace says of the same files.
 */
export class Oracle {
  readonly #lines: readonly Buffer[]
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection

  private constructor(lines: readonly Buffer[], instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#lines = lines
    this.#instance = instance
    this.#connection = connection
  }

  /** Reads files, plain, `.gz` or `.zst`, one after the other. */
  static async of(files: readonly string[]): Promise<Oracle> {
    const lines: Buffer[] = []
    for (const file of files) for (const line of linesOf(await readLog(file))) lines.push(line)
    const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '2' })
    const connection = await instance.connect()
    await connection.run(`SET TimeZone = 'UTC'`)
    const oracle = new Oracle(lines, instance, connection)
    await oracle.#load()
    for (const statement of FORMAT_SQL) await connection.run(statement)
    return oracle
  }

  async #load(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-oracle-'))
    try {
      const text = join(folder, 'lines.txt')
      await writeFile(
        text,
        this.#lines.map(line => `${printable(line)}\n`),
      )
      await this.#connection.run(`CREATE TEMP TABLE lines AS
        SELECT unnest(range(len(l) - 1)) AS line, unnest(l[:-2]) AS text
        FROM (SELECT string_split(content, chr(10)) AS l FROM read_text('${text}'))`)
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  /** Rows of a query; the tables are `lines`, `rows` and `malformed`. */
  async query(sql: string): Promise<Row[]> {
    const reader = await this.#connection.runAndReadAll(sql)
    return reader.getRowObjectsJS()
  }

  /** The figures in the form of `millrace report --json`; the reasons of malformed lines are not known here. */
  async report({ top = 10 }: { readonly top?: number } = {}): Promise<Report> {
    const figures = await this.#all(FIGURES_SQL)
    const lists = await this.#all(listsSql(top))
    const totals = figures.totals[0]
    const whole = {
      lines: totals.lines,
      parsed: totals.parsed,
      malformed: totals.malformed,
      malformedReasons: {},
      contentSize: figures.contentSize[0],
      missing: figures.missing[0],
      status: lists.status,
      hosts: lists.hosts,
      endpoints: lists.endpoints,
      non200Endpoints: lists.non200Endpoints,
      errorEndpoints: lists.errorEndpoints,
      uniqueHosts: totals.uniqueHosts,
      dailyUniqueHosts: lists.dailyUniqueHosts,
      dailyRequestsPerHost: lists.dailyRequestsPerHost,
      notFound: {
        ...figures.notFound[0],
        endpoints: lists.notFoundEndpoints,
        hosts: lists.notFoundHosts,
        daily: lists.notFoundDaily,
        topDays: lists.notFoundTopDays,
        hourly: lists.notFoundHourly,
      },
    }
    return whole as unknown as Report
  }

  async #all<K extends string>(queries: Record<K, string>): Promise<Record<K, Row[]>> {
    const result = {} as Record<K, Row[]>
    for (const name of Object.keys(queries) as K[]) result[name] = (await this.query(queries[name])).map(plain)
    return result
  }

  /** The distinct rows of the 13 columns, and how often each occurs. */
  rows(): Promise<Row[]> {
    return this.query(`SELECT ${quotedColumns}, count(*) AS count FROM rows GROUP BY ALL ORDER BY ALL`)
  }

  /** The raw bytes of the malformed lines, in their order. */
  async malformedLines(): Promise<Buffer[]> {
    const rows = await this.query('SELECT line FROM malformed ORDER BY line')
    return rows.map(row => this.#lines[Number(row.line)])
  }

  /**
   * Rows of the 13 columns that occur more often in the files than in the Parquet files (`missing`) and the other way
   * round (`extra`); at most 20 of each.
   * @param parquet paths or glob of DuckDB
   */
  async compareRows(parquet: string): Promise<{ missing: Row[]; extra: Row[] }> {
    const ours = `SELECT ${quotedColumns} FROM rows`
    const theirs = `SELECT ${quotedColumns} FROM (SELECT * REPLACE ("time"::TIMESTAMP AS "time")
      FROM read_parquet('${parquet}', hive_partitioning = false))`
    return {
      missing: await this.query(`${ours} EXCEPT ALL ${theirs} LIMIT 20`),
      extra: await this.query(`${theirs} EXCEPT ALL ${ours} LIMIT 20`),
    }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

const quotedColumns = COLUMNS.map(name => `"${name}"`).join(', ')

const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )

/** The figures of the files, in the form of `millrace report --json`. */
export const oracleReport = (files: readonly string[], options?: { readonly top?: number }): Promise<Report> =>
  withOracle(files, oracle => oracle.report(options))

/** The distinct rows of the files' parsed lines with their counts, and the raw malformed lines. */
export const oracleRows = (files: readonly string[]): Promise<{ rows: Row[]; malformed: Buffer[] }> =>
  withOracle(files, async oracle => ({ rows: await oracle.rows(), malformed: await oracle.malformedLines() }))

/** Opens an oracle over the files for the time of a call. */
export async function withOracle<T>(files: readonly string[], use: (oracle: Oracle) => Promise<T>): Promise<T> {
  const oracle = await Oracle.of(files)
  try {
    return await use(oracle)
  } finally {
    oracle.close()
  }
}
