import type { Token } from '../text/lexer.ts'

/** What stands around a word. */
export interface Around {
  readonly tokens: readonly Token[]
  readonly at: number
  /** True when what is before the word ends an operand: a name, a literal, a closing bracket. */
  readonly operand: boolean
  /** CASE expressions that are open. */
  readonly cases: number
}

type Rule = (around: Around) => boolean

const before = ({ tokens, at }: Around, n = 1): string => tokens[at - n]?.upper ?? ''
const after = ({ tokens, at }: Around, n = 1): string => tokens[at + n]?.upper ?? ''

const always: Rule = () => true
const followedBy =
  (...words: string[]): Rule =>
  a =>
    words.includes(after(a))
const precededBy =
  (...words: string[]): Rule =>
  a =>
    words.includes(before(a))
const afterOperand: Rule = a => a.operand
const inCase: Rule = a => a.cases > 0
/** As an operator, not as the function of that name. */
const infix: Rule = a => a.operand || before(a) === 'NOT'
const afterQuery: Rule = a => (a.operand || SORT_ENDS.includes(before(a))) && after(a) !== '.' && after(a) !== ','

/** Words that may end a sort key. */
const SORT_ENDS = ['ASC', 'DESC', 'FIRST', 'LAST', 'ALL']

const SET_OPERATIONS = ['UNION', 'EXCEPT', 'INTERSECT', 'MINUS']
const QUERIES = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', '(']

/** Where a word of Spark's grammar is a keyword; anywhere else it is a name. */
const RULES: Readonly<Record<string, Rule>> = {
  SELECT: always,
  FROM: always,
  WHERE: always,
  HAVING: always,
  GROUP: followedBy('BY', '('),
  ORDER: followedBy('BY'),
  PARTITION: followedBy('BY'),
  SORT: followedBy('BY'),
  CLUSTER: followedBy('BY'),
  DISTRIBUTE: followedBy('BY'),
  BY: precededBy('GROUP', 'ORDER', 'PARTITION', 'SORT', 'CLUSTER', 'DISTRIBUTE'),
  UNION: always,
  EXCEPT: always,
  INTERSECT: always,
  MINUS: a => a.operand && ['SELECT', 'ALL', 'DISTINCT', '(', 'VALUES', 'TABLE'].includes(after(a)),
  WITH: a => !a.operand || followedBy('ROLLUP', 'CUBE')(a) || before(a) === '(',
  RECURSIVE: precededBy('WITH'),
  ON: afterOperand,
  USING: followedBy('('),
  JOIN: always,
  LEFT: a => followedBy('JOIN', 'OUTER', 'SEMI', 'ANTI')(a) || before(a) === 'NATURAL',
  RIGHT: a => followedBy('JOIN', 'OUTER')(a) || before(a) === 'NATURAL',
  FULL: a => followedBy('JOIN', 'OUTER')(a) || before(a) === 'NATURAL',
  SEMI: followedBy('JOIN'),
  ANTI: followedBy('JOIN'),
  INNER: followedBy('JOIN'),
  CROSS: followedBy('JOIN'),
  OUTER: precededBy('LEFT', 'RIGHT', 'FULL', 'VIEW'),
  NATURAL: followedBy('JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER'),
  LATERAL: always,
  VIEW: precededBy('LATERAL'),
  CASE: a => !a.operand,
  WHEN: inCase,
  THEN: inCase,
  ELSE: inCase,
  END: inCase,
  AND: always,
  OR: always,
  NOT: always,
  IN: always,
  EXISTS: a => after(a) === '(' && QUERIES.includes(after(a, 2)),
  BETWEEN: a => infix(a) || precededBy('ROWS', 'RANGE')(a),
  SYMMETRIC: precededBy('BETWEEN'),
  ASYMMETRIC: precededBy('BETWEEN'),
  LIKE: infix,
  ILIKE: infix,
  RLIKE: infix,
  REGEXP: infix,
  ANY: precededBy('LIKE', 'ILIKE'),
  SOME: precededBy('LIKE', 'ILIKE'),
  ESCAPE: a => a.operand && a.tokens[a.at + 1]?.kind === 'string',
  IS: afterOperand,
  DISTINCT: precededBy('SELECT', '(', 'IS', 'NOT', ...SET_OPERATIONS),
  ALL: a =>
    precededBy('SELECT', '(', 'BY', 'LIMIT', 'LIKE', 'ILIKE', ...SET_OPERATIONS)(a) && ![',', '='].includes(after(a)),
  UNKNOWN: precededBy('IS', 'NOT'),
  LIMIT: afterQuery,
  OFFSET: afterQuery,
  OVER: precededBy(')', 'NULLS'),
  DIV: afterOperand,
  AS: always,
  ROLLUP: a => after(a) === '(' || before(a) === 'WITH',
  CUBE: a => after(a) === '(' || before(a) === 'WITH',
  GROUPING: followedBy('SETS'),
  SETS: precededBy('GROUPING'),
  FILTER: a => before(a) === ')' && after(a) === '(' && after(a, 2) === 'WHERE',
  WITHIN: followedBy('GROUP'),
  ASC: afterOperand,
  DESC: afterOperand,
  NULLS: a => followedBy('FIRST', 'LAST')(a) || precededBy('IGNORE', 'RESPECT')(a),
  FIRST: precededBy('NULLS'),
  LAST: precededBy('NULLS'),
  IGNORE: followedBy('NULLS'),
  RESPECT: followedBy('NULLS'),
  ROWS: a => frameFollows(a),
  RANGE: a => frameFollows(a),
  UNBOUNDED: followedBy('PRECEDING', 'FOLLOWING'),
  PRECEDING: a => a.operand || before(a) === 'UNBOUNDED',
  FOLLOWING: a => a.operand || before(a) === 'UNBOUNDED',
  CURRENT: followedBy('ROW'),
  ROW: precededBy('CURRENT'),
  WINDOW: a => after(a, 2) === 'AS' && after(a, 3) === '(' && a.operand,
  TABLESAMPLE: followedBy('('),
  PIVOT: followedBy('('),
  UNPIVOT: followedBy('(', 'INCLUDE', 'EXCLUDE'),
  QUALIFY: a => a.operand && after(a) !== ',' && after(a) !== 'FROM' && after(a) !== '',
  MATCH_RECOGNIZE: followedBy('('),
}

/** BETWEEN or a bound follows. */
function frameFollows(a: Around): boolean {
  if (followedBy('BETWEEN', 'UNBOUNDED', 'CURRENT')(a)) return true
  for (let n = 2; n <= 4; n++) if (after(a, n) === 'PRECEDING' || after(a, n) === 'FOLLOWING') return after(a) !== '.'
  return false
}

/** True when the word at that place is a keyword of the grammar and not a name. */
export function isKeyword(around: Around): boolean {
  const token = around.tokens[around.at]
  if (token.kind !== 'word') return false
  const rule = Object.hasOwn(RULES, token.upper) ? RULES[token.upper] : undefined
  if (rule === undefined || before(around) === '.') return false
  // What is after AS is a name, but `WITH a AS (...)`.
  if (before(around) === 'AS') return false
  if (after(around) === '.' && token.upper !== 'SELECT') return false
  return rule(around)
}
