/**
 * Whether Spark compares the rows of a query in the order they come (`kept`), or sorts them first (`sorted`); `unknown` where
 * the plan was left out of the golden file.
 */
export type RowOrder = 'kept' | 'sorted' | 'unknown'

interface PlanNode {
  readonly depth: number
  readonly text: string
  readonly children: PlanNode[]
}

const UNSORTED = /^(?:Join|Aggregate|Generate|Sample|Distinct)\b/
const GLOBAL_SORT = /^Sort [\s\S]*, true$/

/**
 * SQLQueryTestHelper.isSemanticallySorted on the printed plan: a global Sort that no join, aggregate, generator, sample or
 * distinct is above.
 */
export function rowOrder(plan: string | undefined): RowOrder {
  const root = plan === undefined ? undefined : parsePlan(plan)
  if (root === undefined) return 'unknown'
  return isSorted(root) ? 'kept' : 'sorted'
}

function isSorted({ text, children }: PlanNode): boolean {
  if (UNSORTED.test(text)) return false
  return GLOBAL_SORT.test(text) || children.some(isSorted)
}

/** Spark's tree string: each level is indented by three characters; plans of subqueries in expressions by one level more. */
function parsePlan(plan: string): PlanNode | undefined {
  const lines = plan.split('\n')
  if (lines[0] === undefined || lines[0] === '' || lines[0].startsWith('[Analyzer test output redacted'))
    return undefined
  const root: PlanNode = { depth: 0, text: lines[0], children: [] }
  const path = [root]
  for (const line of lines.slice(1)) {
    const prefix = /^(?:[: ] {2})*[:+]- /.exec(line)?.[0]
    // A line break inside an expression: the rest of the node above.
    if (prefix === undefined) continue
    const node: PlanNode = { depth: prefix.length / 3, text: line.slice(prefix.length), children: [] }
    while (path.at(-1)!.depth >= node.depth) path.pop()
    const parent = path.at(-1)!
    if (parent.depth === node.depth - 1) parent.children.push(node)
    path.push(node)
  }
  return root
}
