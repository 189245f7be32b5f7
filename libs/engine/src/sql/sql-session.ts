import type { ColumnBatch, HostValue, Schema } from '@millrace/columns'
import { asMillraceError } from '@millrace/errors'
import { type AnalysisContext, analysisContext } from '../analyse/context.ts'
import { Dataset } from '../api/dataset.ts'
import type { DatasetSource } from '../api/dataset-source.ts'
import { typeText } from '../kernels/spark-text.ts'
import { isTimeZone } from '../kernels/time-zone.ts'
import { columnOfHosts } from '../operators/host-values.ts'
import { explainPlan } from '../plan/explain.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { outputNames } from '../plan/output-names.ts'
import type { AnyDataset } from '../runtime/query/query-output.ts'
import { placed, withoutPlaces, withPosition } from './located-error.ts'
import { MemoryTable, type SqlTable } from './memory-table.ts'
import { parseStatement } from './parse/statement.ts'
import { addRows } from './result-rows.ts'
import { type PlanRows, runPlan } from './run-plan.ts'
import { RECURSION_LIMITS, type Recursion } from './run-recursions.ts'
import { notFound, SessionTables } from './session-tables.ts'
import { settingOf } from './settings.ts'
import { describeRows, showRows } from './show.ts'
import { analysisError, type Place, unsupported } from './sql-error.ts'
import type { SqlResult } from './sql-result.ts'
import type { SqlQuery, SqlStatement } from './syntax.ts'
import { createTable, insert, type TableWrites } from './table-writes.ts'
import { schemaOfText } from './text/schema-text.ts'
import { Translator } from './translate/translator.ts'

/** The script that a statement is a part of, and the offset where it begins there. */
export interface ScriptPart {
  readonly script: string
  readonly start: number
}

/** Makes a table of what `CREATE TEMPORARY VIEW name USING format OPTIONS (...)` names. */
export type OpenTable = (format: string, options: ReadonlyMap<string, string>, name: string) => Promise<SqlTable>

export interface SqlSessionOptions {
  /** IANA name or offset; default UTC. SqlError for what is neither. */
  readonly timeZone?: string
  /** Tables by name. */
  readonly tables?: Readonly<Record<string, SqlTable>>
  /** How files become tables. Default: such statements are refused. */
  readonly openTable?: OpenTable
}

/** Runs statements of Spark SQL over tables and views, which live as long as the session. */
export class SqlSession {
  readonly #tables = new SessionTables()
  readonly #names = { next: 0 }
  readonly #recursions = new Map<string, Recursion>()
  #recursionLimits = RECURSION_LIMITS
  readonly #sources = new Set<DatasetSource>()
  readonly #openTable: OpenTable | undefined
  #timeZone: string
  /** Legacy: NULL IN (subquery without rows) is NULL. */
  #nullInEmpty = false

  constructor({ timeZone = 'UTC', tables = {}, openTable }: SqlSessionOptions = {}) {
    this.#timeZone = expectTimeZone(timeZone, null)
    this.#openTable = openTable
    for (const [name, table] of Object.entries(tables)) this.registerTable(name, table)
  }

  /** A table under a name, which replaces what had the name. */
  registerTable(name: string, table: SqlTable): void {
    this.#tables.setTable(name, table)
  }

  /** A dataset as a view: a stream, or a table. */
  registerDataset(name: string, { plan, sources }: AnyDataset): void {
    const columns = outputNames(plan).map(column => ({ name: column, id: column }))
    for (const source of sources) this.#sources.add(source)
    this.#tables.setView(name, { plan, columns })
  }

  /** The dataset that a query describes, over views of datasets. Nothing runs; what is wrong with the query is a SqlError with its position. */
  async dataset(text: string): Promise<Dataset<never>> {
    try {
      const statement = await parseStatement(text)
      if (statement.kind !== 'query') throw unsupported('A statement that is not a query', null)
      // Names of their own, the same each time: a checkpoint knows its query by them.
      const translator = new Translator(this.#tables, this.#context(), { next: 1_000_000 })
      const { plan, columns } = translator.translate(statement.query)
      if (translator.recursions.size > 0) throw unsupported('WITH RECURSIVE over a stream', null)
      const named = columns.map(({ name, id }) => ({ name, expression: { kind: 'column', name: id } as const }))
      const rows: LogicalPlan = { op: 'project', input: plan, columns: named }
      const zoned: LogicalPlan = { op: 'inTimeZone', input: rows, timeZone: this.#timeZone }
      return new Dataset([...this.#sources], this.#timeZone === 'UTC' ? rows : zoned)
    } catch (error) {
      throw withPosition(placed(asMillraceError(error)), text)
    }
  }

  /** The rows of a batch as a table. */
  registerBatch(name: string, batch: ColumnBatch): void {
    this.registerTable(name, new MemoryTable(batch.schema, [batch]))
  }

  /** Rows of host values as a table; the schema as Spark writes it: `a INT, b STRING`. */
  registerRows(name: string, schema: string, rows: readonly (readonly HostValue[])[]): void {
    const fields = schemaOfText(schema)
    const columns = fields.map(({ type }, i) =>
      columnOfHosts(
        type,
        rows.map(row => row[i]),
      ),
    )
    this.registerBatch(name, { schema: fields, length: rows.length, columns })
  }

  /**
   * Runs one statement. SqlError with a position, or another MillraceError, when it fails; where the statement is a part of a script
   * that begins at `start`, the position is one of the script.
   */
  async execute(text: string, { script = text, start = 0 }: Partial<ScriptPart> = {}): Promise<SqlResult> {
    try {
      return await this.#run(await parseStatement(text))
    } catch (error) {
      throw withPosition(placed(asMillraceError(error)), script, start)
    }
  }

  async #run(statement: SqlStatement): Promise<SqlResult> {
    switch (statement.kind) {
      case 'query':
        return this.#query(statement.query)
      case 'explain': {
        const { plan } = this.#translator().translate(statement.query)
        return { columns: [{ name: 'plan', type: 'string' }], rows: [[explainPlan(plan)]] }
      }
      case 'show':
        return showRows(statement, this.#tables)
      case 'describe':
        return describeRows(this.#columnsOf(statement))
      case 'createView':
        this.#createView(statement)
        return NOTHING
      case 'createTable': {
        if (this.#openTable === undefined) throw unsupported(`USING ${statement.format}`, statement.at)
        this.#tables.expectFree(statement.name, statement.replace)
        this.registerTable(statement.name, await this.#openTable(statement.format, statement.options, statement.name))
        return NOTHING
      }
      case 'createMemoryTable':
        await createTable(statement, this.#writes())
        return NOTHING
      case 'insert':
        await insert(statement, this.#writes())
        return NOTHING
      case 'drop':
        this.#tables.drop(statement.what, statement.name, statement.ifExists, statement.at)
        return NOTHING
      case 'set': {
        const setting = settingOf(statement)
        if (setting === 'timeZone') this.#timeZone = expectTimeZone(statement.value, statement.at)
        if (setting === 'recursionLevels' || setting === 'recursionRows') {
          const [, limit] = setting.split('recursion')
          this.#recursionLimits = { ...this.#recursionLimits, [limit.toLowerCase()]: Number(statement.value) }
        }
        if (setting === 'nullInEmpty') this.#nullInEmpty = statement.value.toLowerCase() === 'true'
        return {
          columns: [
            { name: 'key', type: 'string' },
            { name: 'value', type: 'string' },
          ],
          rows: [[statement.key, statement.value]],
        }
      }
    }
  }

  #context(): AnalysisContext {
    return analysisContext({ timeZone: this.#timeZone })
  }

  #translator(context = this.#context()): Translator {
    return new Translator(this.#tables, context, this.#names, this.#recursions)
  }

  /** The columns of a query, table or view. */
  #columnsOf({ of, extended, at }: Statement<'describe'>): Schema {
    const translator = this.#translator()
    const described = typeof of === 'string' ? this.#tables.find([of]) : translator.translate(of)
    if (typeof of === 'string' && described === undefined) throw notFound(of, at)
    if (typeof of === 'string' && extended && this.#tables.isPermanent(of))
      throw unsupported('DESCRIBE EXTENDED of a table', at)
    const { plan, columns } = described!
    const schema = translator.schemaOf(plan)
    return columns.map(({ name, id }) => ({ ...schema.find(f => f.name === id)!, name }))
  }

  #createView(statement: Extract<SqlStatement, { kind: 'createView' }>): void {
    this.#tables.expectFree(statement.name, statement.replace)
    const context = this.#context()
    const translator = this.#translator(context)
    const translated = translator.translate(statement.query)
    const { columns } = statement
    if (columns !== null && columns.length !== translated.columns.length) {
      throw analysisError(
        `[CREATE_VIEW_COLUMN_ARITY_MISMATCH] Cannot create view \`${statement.name}\`: ${columns.length} names for ${translated.columns.length} columns.`,
        null,
      )
    }
    const view = columns === null ? translated : translator.renamed(translated, columns)
    // Said now, not where the view is used.
    translator.schemaOf(view.plan)
    this.#tables.setView(statement.name, { ...view, plan: withoutPlaces(view.plan) })
  }

  async #query(query: SqlQuery): Promise<SqlResult> {
    const context = this.#context()
    const translator = this.#translator(context)
    const { plan, columns } = translator.translate(query)
    const { schema, batches } = await this.#rows(plan, context)
    const types = columns.map(({ id }) => schema.find(f => f.name === id)!.type)
    const ids = columns.map(c => c.id)
    const rows: (string | null)[][] = []
    for (const batch of batches) addRows(batch, ids, types, this.#timeZone, rows)
    return { columns: columns.map(({ name }, i) => ({ name, type: typeText(types[i]) })), rows }
  }

  #writes(): TableWrites {
    const context = this.#context()
    return {
      tables: this.#tables,
      translate: query => this.#translator(context).translate(query),
      rows: plan => this.#rows(plan, context),
    }
  }

  #rows(plan: LogicalPlan, context: AnalysisContext): Promise<PlanRows> {
    return runPlan(plan, context, {
      tables: this.#tables,
      recursions: this.#recursions,
      limits: this.#recursionLimits,
      nullInEmpty: this.#nullInEmpty,
    })
  }
}

type Statement<K extends SqlStatement['kind']> = Extract<SqlStatement, { kind: K }>

function expectTimeZone(name: string, at: Place | null): string {
  if (isTimeZone(name)) return name
  throw analysisError(
    `[INVALID_CONF_VALUE.TIME_ZONE] '${name}' is not a time zone; expected a region such as Europe/Berlin or an offset such as +02:00.`,
    at,
  )
}

const NOTHING: SqlResult = { columns: [], rows: [] }
