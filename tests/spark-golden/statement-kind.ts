import type { GoldenStatement } from './golden-file.ts'

/**
 * `query`: a SELECT (WITH, VALUES, TABLE, FROM) that succeeded in Spark: counted. `setup`: a statement that succeeded and may
 * change what later queries answer. `skipped`: failed in Spark, or only shows something.
 */
export type StatementKind = 'query' | 'setup' | 'skipped'

const QUERY = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'FROM'])
const SHOWS = new Set([
  'DESC',
  'DESCRIBE',
  'SHOW',
  'EXPLAIN',
  'ANALYZE',
  'REFRESH',
  'CACHE',
  'UNCACHE',
  'COMMENT',
  'MSCK',
])
/** Hive's TRANSFORM by other words: a query, but not one of SQL's. */
const SCRIPTS = new Set(['MAP', 'REDUCE'])
const EXCEPTION = /^[a-z]+(?:\.[\w$]+)+(?:\n|$)/

export function statementKind({ sql, schema, output }: GoldenStatement): StatementKind {
  if (schema === 'struct<>' && EXCEPTION.test(output)) return 'skipped'
  const word = /^[\s(]*(\w+)/.exec(withoutComments(sql))?.[1]?.toUpperCase() ?? ''
  // Of the others some are commands: FROM t INSERT INTO ...
  if (QUERY.has(word)) return word === 'SELECT' || schema !== 'struct<>' ? 'query' : 'setup'
  if (word === 'EXECUTE' && schema !== 'struct<>') return 'skipped'
  return SHOWS.has(word) || SCRIPTS.has(word) ? 'skipped' : 'setup'
}

/**
 * What a setup statement changes: `name:t` for the table, view, function or variable t, `set:key` for a setting, `session` for
 * what it changes otherwise. Lower case.
 */
export function changedBySetup(sql: string): string {
  const text = withoutComments(sql).trim()
  const setting = /^(?:SET|RESET)\s+(spark\.[\w.]+)/i.exec(text)?.[1]
  if (setting !== undefined) return `set:${setting.toLowerCase()}`
  if (/^SET\s+TIME\s+ZONE\b/i.test(text)) return 'set:spark.sql.session.timezone'
  const name = (OBJECT.exec(text) ?? VARIABLE.exec(text))?.[1]?.split('.').at(-1)
  return name === undefined ? 'session' : `name:${name.replaceAll('`', '').trim().toLowerCase()}`
}

const NAME = '((?:`[^`]+`|\\w+)(?:\\s*\\.\\s*(?:`[^`]+`|\\w+))*)'
const OBJECT = new RegExp(
  '^(?:CREATE|DROP|ALTER|REPLACE|TRUNCATE|INSERT|DELETE|UPDATE|MERGE)\\b[\\s\\S]*?' +
    '\\b(?:VIEW|TABLE|FUNCTION|DATABASE|SCHEMA|NAMESPACE|INTO|OVERWRITE|FROM|VARIABLE)\\s+(?:TABLE\\s+)?' +
    `(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?${NAME}`,
  'i',
)
const VARIABLE = new RegExp(`^(?:DECLARE|SET)\\s+(?:OR\\s+REPLACE\\s+)?(?:(?:VARIABLE|VAR)\\s+)?\\(?\\s*${NAME}`, 'i')

/** True when a statement mentions what {@link changedBySetup} named, or could depend on it. */
export function dependsOn(sql: string, change: string): boolean {
  if (!change.startsWith('name:')) return true
  const name = change.slice('name:'.length).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'i').test(sql)
}

/** Spark's bracketed comments nest. */
function withoutComments(sql: string): string {
  let text = sql
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\//g, ' ')
  }
  return text.replace(/--[^\n]*/g, ' ')
}
