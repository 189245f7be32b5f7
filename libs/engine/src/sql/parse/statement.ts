import { SqlError, syntaxError, unsupported } from '../sql-error.ts'
import type { SqlExpression, SqlQuery, SqlStatement } from '../syntax.ts'
import { type Token, tokensOf } from '../text/lexer.ts'
import { identifierName, stringValue } from '../text/string-value.ts'
import { type LibraryNode, loadLibrary, parseMasked } from './library.ts'
import { maskQuery } from './mask.ts'
import { readQuery } from './read-query.ts'
import { readDescribe, readShow } from './show-statement.ts'
import { readCreateTable, readInsert } from './table-statement.ts'

const QUERIES = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', '(']

/** Words that a statement of Spark begins with; with another one it is no SQL. */
const STATEMENTS: ReadonlySet<string> = new Set(
  'ADD ALTER ANALYZE ARCHIVE BEGIN CACHE CALL CLEAR COMMENT COMMIT CREATE DECLARE DELETE DESC DESCRIBE DFS DROP EXECUTE EXPLAIN EXPORT FROM GRANT IMPORT INSERT LIST LOAD LOCK MAP MERGE MSCK REDUCE REFRESH REPAIR REPLACE RESET REVOKE ROLLBACK SELECT SET SHOW START TABLE TRUNCATE UNCACHE UNLOCK UPDATE USE VALUES WITH'.split(
    ' ',
  ),
)

/** Reads one statement; SqlError with the place when it is not Spark's or not supported. */
export async function parseStatement(text: string): Promise<SqlStatement> {
  const tokens = tokensOf(text)
  const words = tokens.slice(0, 8).map(t => t.upper)
  const [first, second] = words
  if (first === undefined) throw syntaxError('The statement is empty.', null)
  if (QUERIES.includes(first)) return { kind: 'query', query: await parseQuery(tokens) }
  if (first === 'EXPLAIN') {
    const form = ['EXTENDED', 'FORMATTED', 'COST', 'CODEGEN'].includes(second ?? '') ? 2 : 1
    return { kind: 'explain', query: await parseQuery(tokens.slice(form)) }
  }
  if (first === 'SHOW') return readShow(tokens)
  if (first === 'DESC' || first === 'DESCRIBE') {
    const described = readDescribe(tokens)
    if (!('query' in described)) return { kind: 'describe', of: described.name, ...described }
    return { kind: 'describe', of: await parseQuery(described.query), extended: false, at: tokens[0] }
  }
  if (first === 'CREATE' && (second === 'TABLE' || words.slice(1, 4).join(' ') === 'OR REPLACE TABLE')) {
    const table = readCreateTable(tokens)
    return { ...table, query: table.query === null ? null : await parseQuery(table.query) }
  }
  if (first === 'CREATE') return createStatement(tokens, words)
  if (first === 'DROP' && (second === 'VIEW' || second === 'TABLE')) return drop(tokens, words, second)
  if (first === 'INSERT' && (second === 'INTO' || second === 'OVERWRITE')) {
    const insert = readInsert(tokens)
    return { ...insert, query: await parseQuery(insert.query) }
  }
  if (first === 'SET') return setStatement(text, tokens, words)
  if (!STATEMENTS.has(first)) throw syntaxError(`Syntax error at or near '${tokens[0].text}'.`, tokens[0])
  throw unsupported(`The statement ${words.slice(0, 2).join(' ')}`, tokens[0])
}

async function parseQuery(tokens: readonly Token[]): Promise<SqlQuery> {
  const library = await loadLibrary()
  const read = (some: readonly Token[]): SqlQuery => {
    const masked = maskQuery(some)
    const reparse = (text: string): LibraryNode => parseMasked(library, { ...masked, text, origins: [] })
    return readQuery(parseMasked(library, masked), masked, reparse, items)
  }
  const items = (list: readonly Token[]): readonly SqlExpression[] => {
    const { start } = list[0] ?? tokens[0]
    const { body } = read([{ kind: 'word', text: 'SELECT', upper: 'SELECT', start, end: start }, ...list])
    return body.kind === 'select' ? body.items : []
  }
  try {
    return read(tokens)
  } catch (error) {
    if (error instanceof RangeError)
      throw new SqlError('MILLRACE_UNSUPPORTED', 'The query is nested too deeply.', null, error)
    throw error
  }
}

/** CREATE [OR REPLACE] [TEMPORARY] VIEW name [(columns)] AS query, or USING format OPTIONS (...). */
async function createStatement(tokens: readonly Token[], words: readonly string[]): Promise<SqlStatement> {
  let at = 1
  const replace = words[1] === 'OR' && words[2] === 'REPLACE'
  if (replace) at += 2
  if (words[at] !== 'VIEW') {
    if (words[at] === 'GLOBAL') throw unsupported('CREATE GLOBAL', tokens[at])
    if (words[at] !== 'TEMPORARY' && words[at] !== 'TEMP') throw unsupported(`CREATE ${words[at] ?? ''}`, tokens[0])
    at++
    if (words[at] !== 'VIEW') throw unsupported(`CREATE TEMPORARY ${words[at] ?? ''}`, tokens[0])
  }
  at++
  if (words[at] === 'IF') throw unsupported('IF NOT EXISTS of a temporary view', tokens[at])
  const name = tokens[at++]
  if (name === undefined || (name.kind !== 'word' && name.kind !== 'quoted'))
    throw syntaxError('Expected a name.', name ?? null)
  let columns: string[] | null = null
  if (tokens[at]?.text === '(') [columns, at] = columnNames(tokens, at)
  const viewName = identifierName(name.text)
  if (tokens[at]?.upper === 'AS') {
    return { kind: 'createView', name: viewName, columns, replace, query: await parseQuery(tokens.slice(at + 1)) }
  }
  if (tokens[at]?.upper !== 'USING' || columns !== null)
    throw unsupported('This form of CREATE VIEW', tokens[at] ?? name)
  const format = tokens[at + 1]
  if (format === undefined) throw syntaxError('Expected a format after USING.', tokens[at])
  const options = tokens[at + 2]?.upper === 'OPTIONS' ? optionsOf(tokens, at + 3) : new Map<string, string>()
  return {
    kind: 'createTable',
    name: viewName,
    replace,
    format: identifierName(format.text).toLowerCase(),
    options,
    at: format,
  }
}

function columnNames(tokens: readonly Token[], at: number): [string[], number] {
  const names: string[] = []
  let i = at
  do {
    const name = tokens[i + 1]
    if (name === undefined) throw syntaxError('Expected a name.', tokens[i])
    names.push(identifierName(name.text))
    i += 2
    if (tokens[i]?.upper === 'COMMENT') i += 2
  } while (tokens[i]?.text === ',')
  if (tokens[i]?.text !== ')') throw syntaxError('Expected ")".', tokens[i] ?? null)
  return [names, i + 1]
}

/** `(path '/x', header true, 'sep' = ';')` */
function optionsOf(tokens: readonly Token[], at: number): Map<string, string> {
  const options = new Map<string, string>()
  let i = at
  if (tokens[i]?.text !== '(') throw syntaxError('Expected "(".', tokens[i] ?? null)
  for (i++; tokens[i] !== undefined && tokens[i].text !== ')'; ) {
    let key = ''
    if (tokens[i].kind === 'string') key = stringValue(tokens[i++].text)
    else {
      key = identifierName(tokens[i++].text)
      while (tokens[i]?.text === '.') {
        key += `.${tokens[i + 1]?.text ?? ''}`
        i += 2
      }
    }
    if (tokens[i]?.text === '=') i++
    const value = tokens[i++]
    if (value === undefined) throw syntaxError(`Expected a value of the option ${key}.`, tokens.at(-1)!)
    options.set(key.toLowerCase(), value.kind === 'string' ? stringValue(value.text) : value.text)
    if (tokens[i]?.text === ',') i++
  }
  if (tokens[i]?.text !== ')') throw syntaxError('Expected ")".', tokens[i] ?? null)
  return options
}

function drop(tokens: readonly Token[], words: readonly string[], what: 'VIEW' | 'TABLE'): SqlStatement {
  const ifExists = words[2] === 'IF' && words[3] === 'EXISTS'
  const name = tokens[ifExists ? 4 : 2]
  if (name === undefined || tokens.length !== (ifExists ? 5 : 3)) throw unsupported('This form of DROP', tokens[0])
  return { kind: 'drop', what, name: identifierName(name.text), ifExists, at: name }
}

/** SET key = value, SET TIME ZONE value. What is after the equals sign is taken as it stands. */
function setStatement(text: string, tokens: readonly Token[], words: readonly string[]): SqlStatement {
  const at = { start: tokens[0].start, end: tokens.at(-1)!.end }
  if (words[1] === 'TIME' && words[2] === 'ZONE') {
    const zone = tokens[3]
    if (zone === undefined || tokens.length > 4 || zone.upper === 'INTERVAL')
      throw unsupported('This form of SET TIME ZONE', at)
    const value = zone.kind === 'string' ? stringValue(zone.text) : zone.text
    return { kind: 'set', key: 'spark.sql.session.timeZone', value, at }
  }
  const pair = /^\s*set\s+([\w.`-]+)\s*=\s*([\s\S]*?)\s*$/i.exec(text)
  if (pair === null) throw unsupported('This form of SET', at)
  const value = /^'[\s\S]*'$|^"[\s\S]*"$/.test(pair[2]) ? stringValue(pair[2]) : pair[2]
  return { kind: 'set', key: pair[1].replaceAll('`', ''), value, at }
}
