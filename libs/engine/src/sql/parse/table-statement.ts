import type { Schema, TypeName } from '@millrace/columns'
import { syntaxError, unsupported } from '../sql-error.ts'
import type { SqlStatement } from '../syntax.ts'
import { readDataType } from '../text/data-type.ts'
import type { Token } from '../text/lexer.ts'
import { identifierName } from '../text/string-value.ts'

const QUERIES = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', '(']

type Statement<K extends SqlStatement['kind']> = Extract<SqlStatement, { readonly kind: K }>

/** CREATE TABLE, whose query is still tokens. */
export type CreateTableText = Omit<Statement<'createMemoryTable'>, 'query'> & {
  readonly query: readonly Token[] | null
}
/** INSERT, whose query is still tokens. */
export type InsertText = Omit<Statement<'insert'>, 'query'> & { readonly query: readonly Token[] }

/** CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name [(columns)] [USING format] [AS query]. */
export function readCreateTable(tokens: readonly Token[]): CreateTableText {
  const words = tokens.map(t => t.upper)
  let at = words.indexOf('TABLE') + 1
  const ifNotExists = words[at] === 'IF' && words[at + 1] === 'NOT' && words[at + 2] === 'EXISTS'
  if (ifNotExists) at += 3
  const name = nameAt(tokens, at++)
  let schema: Schema | null = null
  if (words[at] === '(') [schema, at] = columnsOf(tokens, at + 1)
  if (words[at] === 'USING') at += 2
  const common = { kind: 'createMemoryTable', name, replace: words[1] === 'OR', ifNotExists } as const
  if (words[at] === 'AS' && schema === null) return { ...common, schema, query: tokens.slice(at + 1) }
  if (schema === null || at < tokens.length) throw unsupported('This form of CREATE TABLE', tokens[at] ?? tokens[0])
  return { ...common, schema, query: null }
}

/** INSERT INTO|OVERWRITE [TABLE] name [(columns)] query. */
export function readInsert(tokens: readonly Token[]): InsertText {
  const words = tokens.map(t => t.upper)
  const overwrite = words[1] === 'OVERWRITE'
  let at = words[2] === 'TABLE' ? 3 : 2
  const token = tokens[at]
  const name = nameAt(tokens, at++)
  let columns: string[] | null = null
  if (words[at] === '(' && !QUERIES.includes(words[at + 1])) {
    columns = []
    do {
      columns.push(nameAt(tokens, at + 1))
      at += 2
    } while (words[at] === ',')
    at++
  }
  if (!QUERIES.includes(words[at] ?? '')) throw unsupported('This form of INSERT', tokens[at] ?? token)
  return { kind: 'insert', name, columns, overwrite, query: tokens.slice(at), at: token }
}

function columnsOf(tokens: readonly Token[], from: number): [Schema, number] {
  const schema: { name: string; type: TypeName; nullable: boolean }[] = []
  for (let at = from; ; ) {
    const name = nameAt(tokens, at)
    if (/CHAR/.test(tokens[at + 1]?.upper ?? '')) throw unsupported('A column of type CHAR or VARCHAR', tokens[at + 1])
    const { type, next } = readDataType(tokens, at + 1)
    at = next
    const required = tokens[at]?.upper === 'NOT' && tokens[at + 1]?.upper === 'NULL'
    if (required) at += 2
    if (tokens[at]?.upper === 'COMMENT') at += 2
    schema.push({ name, type, nullable: !required })
    if (tokens[at]?.text === ')') return [schema, at + 1]
    if (tokens[at]?.text !== ',') throw unsupported('This definition of a column', tokens[at] ?? tokens[0])
    at++
  }
}

function nameAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at]
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) {
    throw syntaxError('Expected a name.', token ?? tokens.at(-1) ?? null)
  }
  if (tokens[at + 1]?.text === '.') throw unsupported('A name with a database', token)
  return identifierName(token.text)
}
