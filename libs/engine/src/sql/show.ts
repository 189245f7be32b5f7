import type { Schema } from '@millrace/columns'
import { typeText } from '../kernels/spark-text.ts'
import type { SessionTables } from './session-tables.ts'
import type { SqlResult } from './sql-result.ts'
import type { SqlStatement } from './syntax.ts'
import { sqlFunctionNames } from './translate/function-names.ts'

type Show = Extract<SqlStatement, { readonly kind: 'show' }>

/** The rows of SHOW TABLES, SHOW VIEWS and SHOW FUNCTIONS, by name. */
export function showRows({ what, user, pattern }: Show, tables: SessionTables): SqlResult {
  if (what === 'functions') {
    const names = user ? [] : sqlFunctionNames()
    return { columns: [{ name: 'function', type: 'string' }], rows: names.filter(matcher(pattern)).map(name => [name]) }
  }
  const isShown = matcher(pattern)
  const shown = tables
    .list()
    .filter(({ name, isTemporary }) => isShown(name) && (isTemporary || what === 'tables'))
    .sort((a, b) => Number(a.isTemporary) - Number(b.isTemporary) || (a.name < b.name ? -1 : 1))
  return {
    columns: [
      { name: 'namespace', type: 'string' },
      { name: what === 'tables' ? 'tableName' : 'viewName', type: 'string' },
      { name: 'isTemporary', type: 'boolean' },
    ],
    rows: shown.map(({ name, isTemporary }) => [isTemporary ? '' : 'default', name, String(isTemporary)]),
  }
}

/** The rows of DESCRIBE. */
export const describeRows = (columns: Schema): SqlResult => ({
  columns: [
    { name: 'col_name', type: 'string' },
    { name: 'data_type', type: 'string' },
    { name: 'comment', type: 'string' },
  ],
  rows: columns.map(({ name, type }) => [name, typeText(type), null]),
})

/** As Spark's StringUtils.filterPattern: regular expressions between `|`, where `*` is any text; one that is none matches nothing. */
function matcher(pattern: string | null): (name: string) => boolean {
  if (pattern === null) return () => true
  const forms = pattern
    .trim()
    .split('|')
    .flatMap(form => {
      try {
        return [new RegExp(`^(?:${form.replaceAll('*', '.*')})$`, 'i')]
      } catch {
        return []
      }
    })
  return name => forms.some(form => form.test(name))
}
