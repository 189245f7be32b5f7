import type { ExpressionNode, NamedNode, SortNode } from '../../plan/expression-node.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { analysisError } from '../sql-error.ts'
import type { SqlSort } from '../syntax.ts'
import { columnNode } from './make-node.ts'
import type { SelectItem } from './select-item.ts'
import type { Translated } from './translated.ts'
import type { Translator } from './translator.ts'

/** The projection, with the keys of the sort as further columns where they are not selected. */
export function projected(
  translator: Translator,
  input: LogicalPlan,
  items: readonly SelectItem[],
  nodes: readonly ExpressionNode[],
  orderBy: readonly SqlSort[],
  sortNodes: readonly ExpressionNode[],
  distinct: boolean,
): Translated {
  const columns = items.map(({ name }, i) => ({ name, id: translator.uniqueName(name), node: nodes[i] }))
  const texts = nodes.map(node => JSON.stringify(node))
  const extra: NamedNode[] = []
  const orders = sortNodes.map((node, i): SortNode => {
    const at = texts.indexOf(JSON.stringify(node))
    let name = columns[at]?.id
    if (name === undefined) {
      if (distinct) {
        throw analysisError(
          '[UNRESOLVED_COLUMN.WITH_SUGGESTION] With DISTINCT only what is selected can be ordered by.',
          orderBy[i].of.at,
        )
      }
      name = translator.uniqueName('sort')
      extra.push({ name, expression: node })
    }
    const { direction, nulls } = orderBy[i]
    return { expression: { kind: 'column', name }, direction, nulls }
  })
  const selected = columns.map(({ id, node }) => ({ name: id, expression: node }))
  let plan: LogicalPlan = { op: 'project', input, columns: [...selected, ...extra] }
  if (distinct) plan = { op: 'distinct', input: plan }
  if (orders.length > 0) plan = { op: 'sort', input: plan, orders }
  if (extra.length > 0) {
    const kept = columns.map(({ id }) => columnNode(id))
    plan = { op: 'project', input: plan, columns: kept }
  }
  return { plan, columns: columns.map(({ name, id }) => ({ name, id })) }
}
