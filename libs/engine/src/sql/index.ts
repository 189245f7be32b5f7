export { conditionError, filterBySql } from './condition.ts'
export { type LogLines, logTable } from './log-table.ts'
export { MemoryTable, type SqlTable } from './memory-table.ts'
export { type Place, type Position, positionOf, SqlError } from './sql-error.ts'
export type { SqlResult } from './sql-result.ts'
export {
  type OpenTable,
  type ScriptPart,
  SqlSession,
  type SqlSessionOptions,
} from './sql-session.ts'
export { schemaOfText } from './text/schema-text.ts'
export { type StatementText, splitStatements } from './text/split-statements.ts'
