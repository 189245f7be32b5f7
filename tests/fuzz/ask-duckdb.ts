import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { Answer, Cell } from './answer.ts'
import { decimalText, valueText } from './literal-text.ts'
import type { Plan } from './plan.ts'
import { duckdbQuery } from './plan-sql.ts'
import { duckdbTable, type Table } from './table.ts'
import { type FuzzType, kindOf } from './types.ts'

/** DuckDB in this process, one connection for all plans. */
export class DuckDB {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  static async start(): Promise<DuckDB> {
    const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' })
    const connection = await instance.connect()
    await connection.run(`SET TimeZone = 'UTC'`)
    // DuckDB 1.5.5 loses rows with it: what a join says of a column is applied below ORDER BY ... LIMIT OFFSET.
    await connection.run(`SET disabled_optimizers = 'join_filter_pushdown'`)
    return new DuckDB(instance, connection)
  }

  /** Makes the tables of plans to come. */
  async load(tables: readonly Table[]): Promise<void> {
    for (const statement of tables.flatMap(duckdbTable)) await this.#connection.run(statement)
  }

  async ask(plan: Plan): Promise<Answer> {
    const reader = await this.#connection.runAndReadAll(duckdbQuery(plan))
    const types = plan.columns.map(c => c.type)
    return { types, rows: reader.getRows().map(row => row.map((value, i) => cell(types[i], value))) }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

function cell(type: FuzzType, value: DuckDBValue): Cell {
  if (value === null) return null
  switch (kindOf(type)) {
    case 'double':
      return value as number
    case 'date':
      return valueText(type, (value as { days: number }).days)
    case 'timestamp':
      return valueText(type, (value as { micros: bigint }).micros)
    case 'decimal': {
      const { value: unscaled, scale } = value as { value: bigint; scale: number }
      return decimalText(unscaled, scale)
    }
    default:
      return String(value)
  }
}
