import type { ColumnBatch } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { StaticTable } from '../../connector/static-table.ts'
import { concatBatches } from '../../operators/concat-batches.ts'
import { execute, type TableReader } from '../../operators/relational/execute.ts'
import type { MainNode } from '../../plan/main-stage.ts'
import type { TypedPlan } from '../../plan/typed-plan.ts'
import { tableBatches } from '../../sources/table-batches.ts'

/** The tables that streams of a query are joined with. Read anew for every batch only where a table says that it changes. */
export class JoinedTables {
  readonly #plans: ReadonlyMap<string, TypedPlan>
  readonly #tables: readonly StaticTable[]
  readonly #loaded = new Map<string, ColumnBatch>()

  constructor(roots: readonly MainNode[], tables: readonly StaticTable[]) {
    this.#tables = tables
    this.#plans = new Map(roots.flatMap(tablePlans).map(plan => [JSON.stringify(plan), plan]))
  }

  /** Reads what is not read yet; gives the way to the rows of a plan. */
  async load(): Promise<(plan: TypedPlan) => ColumnBatch> {
    for (const [key, plan] of this.#plans) {
      if (this.#loaded.has(key) && !relationsOf(plan).some(name => this.#table(name).changing === true)) continue
      const batches: ColumnBatch[] = []
      for await (const batch of execute(plan, this.#reader)) batches.push(batch)
      this.#loaded.set(key, concatBatches(plan.schema, batches))
    }
    return plan => this.#loaded.get(JSON.stringify(plan))!
  }

  readonly #reader: TableReader = {
    read: (name, columns) => tableBatches(this.#table(name), { columns }),
  }

  #table(name: string): StaticTable {
    const found = this.#tables.find(table => table.description === name)
    if (found !== undefined) return found
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `The query joins a stream with ${name}, which none of its datasets read.`,
    )
  }
}

function tablePlans(node: MainNode): TypedPlan[] {
  switch (node.op) {
    case 'tableJoin':
      return [node.table, ...tablePlans(node.input)]
    case 'join':
      return [...tablePlans(node.left), ...tablePlans(node.right)]
    case 'union':
      return node.inputs.flatMap(tablePlans)
    case 'rows':
    case 'aggregated':
      return []
    default:
      return tablePlans(node.input)
  }
}

function relationsOf(plan: TypedPlan): string[] {
  if (plan.op === 'relation') return [plan.name]
  return 'left' in plan ? [plan.left, plan.right].flatMap(relationsOf) : 'input' in plan ? relationsOf(plan.input) : []
}
