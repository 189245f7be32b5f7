import type { Schema, TypeName } from '@millrace/columns'
import type { CastNode, LiteralNode } from '../plan/expression-node.ts'
import type { Place } from './sql-error.ts'

/** A Spark SQL expression as written: names not resolved, with the places of the text. */
export type SqlExpression =
  | SqlLiteral
  | SqlName
  | SqlStar
  | SqlMember
  | SqlSubscript
  | SqlCall
  | SqlOperator
  | SqlCase
  | SqlCast
  | SqlIn
  | SqlLike
  | SqlSubquery
  | SqlLambda
  | SqlTuple
  | SqlNamed

interface At {
  /** Null where the text holds no place for it. */
  readonly at: Place | null
}

export interface SqlLiteral extends At {
  readonly kind: 'literal'
  /** A cast where the value depends on the session's time zone. */
  readonly node: LiteralNode | CastNode
  /** As Spark prints it in the name of a column. */
  readonly text: string
}

/** `a`, `t.a`, `t.a.member`. */
export interface SqlName extends At {
  readonly kind: 'name'
  readonly parts: readonly string[]
}

export interface SqlStar extends At {
  readonly kind: 'star'
  readonly qualifier: readonly string[]
  readonly except: readonly SqlName[]
}

/** A member of a struct that is not a plain name: `f(x).a`. */
export interface SqlMember extends At {
  readonly kind: 'member'
  readonly of: SqlExpression
  readonly name: string
}

export interface SqlSubscript extends At {
  readonly kind: 'subscript'
  readonly of: SqlExpression
  readonly index: SqlExpression
}

export interface SqlCall extends At {
  readonly kind: 'call'
  /** As written. */
  readonly name: string
  readonly args: readonly SqlExpression[]
  readonly distinct: boolean
  readonly filter?: SqlExpression
  /** WITHIN GROUP (ORDER BY ...) */
  readonly withinGroup?: readonly SqlSort[]
  readonly nulls?: 'ignore' | 'respect'
  readonly over?: SqlWindow
}

/** An operator; `name` is the function's name in the registry. */
export interface SqlOperator extends At {
  readonly kind: 'operator'
  readonly name: string
  readonly args: readonly SqlExpression[]
}

export interface SqlCase extends At {
  readonly kind: 'case'
  readonly operand: SqlExpression | null
  readonly whens: readonly (readonly [SqlExpression, SqlExpression])[]
  readonly otherwise: SqlExpression | null
}

export interface SqlCast extends At {
  readonly kind: 'cast'
  readonly to: TypeName
  /** The type as Spark prints it: `DECIMAL(10,0)`. */
  readonly typeText: string
  readonly arg: SqlExpression
  readonly try: boolean
  /** Written as a call: `int(x)`. */
  readonly isCall?: boolean
}

export interface SqlIn extends At {
  readonly kind: 'in'
  readonly value: SqlExpression
  readonly list: readonly SqlExpression[]
}

/** LIKE, ILIKE and RLIKE, also with ANY, SOME or ALL of several patterns. */
export interface SqlLike extends At {
  readonly kind: 'like'
  readonly form: 'like' | 'ilike' | 'rlike'
  readonly value: SqlExpression
  readonly quantifier: 'any' | 'all' | null
  /** NOT LIKE ANY: each comparison is negated, not the whole. */
  readonly negated: boolean
  readonly patterns: readonly SqlExpression[]
  readonly escape: SqlExpression | null
}

export interface SqlSubquery extends At {
  readonly kind: 'subquery'
  readonly form: 'scalar' | 'exists' | 'in'
  readonly query: SqlQuery
  readonly value?: SqlExpression
}

export interface SqlLambda extends At {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: SqlExpression
}

/** `(a, b)` */
export interface SqlTuple extends At {
  readonly kind: 'tuple'
  readonly items: readonly SqlExpression[]
}

/** `a AS b`, `a AS (b, c)` or `b => a`. */
export interface SqlNamed extends At {
  readonly kind: 'named'
  readonly of: SqlExpression
  readonly names: readonly string[]
  /** True for an argument that is given by name. */
  readonly argument: boolean
}

export interface SqlSort {
  readonly of: SqlExpression
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

export interface SqlWindow {
  /** A window of the WINDOW clause that this one is or begins with. */
  readonly name: string | null
  readonly partitionBy: readonly SqlExpression[]
  readonly orderBy: readonly SqlSort[]
  readonly frame: SqlFrame | null
}

/** Bounds: null is unbounded, 0 the current row; preceding ones are negated. */
export interface SqlFrame {
  readonly unit: 'rows' | 'range'
  readonly from: SqlBound
  readonly to: SqlBound
}

export type SqlBound =
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'current' }
  | { readonly kind: 'preceding'; readonly of: SqlExpression }
  | { readonly kind: 'following'; readonly of: SqlExpression }

/** A query with what orders and cuts its rows. */
export interface SqlQuery {
  readonly with: readonly SqlNamedQuery[]
  /** The queries of WITH may name themselves. */
  readonly recursive: boolean
  readonly body: SqlBody
  readonly orderBy: readonly SqlSort[]
  readonly limit: SqlExpression | null
  readonly offset: SqlExpression | null
}

export interface SqlNamedQuery extends At {
  readonly name: string
  readonly columns: readonly string[] | null
  readonly query: SqlQuery
  /** MAX RECURSION LEVEL */
  readonly maxLevel?: number
}

export type SqlBody = SqlSelect | SqlSetOperation | SqlNested | SqlValues

export interface SqlNested {
  readonly kind: 'nested'
  readonly query: SqlQuery
}

export interface SqlSetOperation extends At {
  readonly kind: 'set'
  readonly operation: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: SqlBody
  readonly right: SqlBody
}

export interface SqlSelect {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly SqlExpression[]
  /** Null without FROM. */
  readonly from: SqlRelation | null
  readonly lateralViews: readonly SqlLateralView[]
  readonly where: SqlExpression | null
  readonly groupBy: SqlGroupBy | null
  readonly having: SqlExpression | null
  readonly windows: ReadonlyMap<string, SqlWindow>
}

/** GROUP BY: items in order, each a key or what gives grouping sets; null is ALL. */
export type SqlGroupBy = { readonly all: true } | { readonly all: false; readonly items: readonly SqlGroupItem[] }

export type SqlGroupItem =
  | { readonly kind: 'key'; readonly of: SqlExpression }
  | { readonly kind: 'rollup' | 'cube'; readonly of: readonly (readonly SqlExpression[])[] }
  | { readonly kind: 'sets'; readonly keys: readonly SqlExpression[]; readonly of: readonly SqlGroupItem[] }
  /** A grouping set: several keys at once. */
  | { readonly kind: 'set'; readonly of: readonly SqlExpression[] }

export interface SqlValues extends At {
  readonly kind: 'values'
  readonly rows: readonly (readonly SqlExpression[])[]
}

export type SqlRelation = SqlTable | SqlDerived | SqlInline | SqlTableFunction | SqlJoin | SqlPivot | SqlUnpivot

export interface SqlAlias {
  readonly name: string
  readonly columns: readonly string[] | null
}

export interface SqlTable extends At {
  readonly kind: 'table'
  readonly parts: readonly string[]
  readonly alias: SqlAlias | null
}

export interface SqlDerived extends At {
  readonly kind: 'derived'
  readonly query: SqlQuery
  readonly lateral: boolean
  readonly alias: SqlAlias | null
}

export interface SqlInline extends At {
  readonly kind: 'inline'
  readonly values: SqlValues
  readonly alias: SqlAlias | null
}

export interface SqlTableFunction extends At {
  readonly kind: 'function'
  readonly call: SqlCall
  readonly lateral: boolean
  readonly alias: SqlAlias | null
}

export interface SqlJoin extends At {
  readonly kind: 'join'
  readonly left: SqlRelation
  readonly right: SqlRelation
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross' | 'leftSemi' | 'leftAnti'
  readonly natural: boolean
  readonly using: readonly string[] | null
  readonly on: SqlExpression | null
  /** A parenthesised join may have a name of its own. */
  readonly alias: SqlAlias | null
}

/** A row for each group, with columns for values of the pivot columns. */
export interface SqlPivot extends At {
  readonly kind: 'pivot'
  readonly of: SqlRelation
  readonly aggregates: readonly SqlExpression[]
  readonly columns: readonly SqlExpression[]
  /** Named where the text names them. */
  readonly values: readonly SqlExpression[]
  readonly alias: SqlAlias | null
}

/** A row for each of some columns. */
export interface SqlUnpivot extends At {
  readonly kind: 'unpivot'
  readonly of: SqlRelation
  /** Names of the columns that hold values. */
  readonly values: readonly string[]
  /** Name of the column that says which columns the values are of. */
  readonly name: string
  /** Columns, or as many as there are values in a tuple, named or not. */
  readonly columns: readonly SqlExpression[]
  readonly includeNulls: boolean
  readonly alias: SqlAlias | null
}

export interface SqlLateralView extends At {
  readonly generator: SqlCall
  readonly outer: boolean
  readonly table: string | null
  readonly columns: readonly string[]
}

/** A statement. */
export type SqlStatement =
  | { readonly kind: 'query'; readonly query: SqlQuery }
  | { readonly kind: 'explain'; readonly query: SqlQuery }
  | {
      readonly kind: 'show'
      readonly what: 'tables' | 'views' | 'functions'
      /** Of functions, only those that users made. */
      readonly user: boolean
      readonly pattern: string | null
    }
  /** The columns of a query, or of the table or view of a name. */
  | { readonly kind: 'describe'; readonly of: SqlQuery | string; readonly extended: boolean; readonly at: Place }
  | {
      readonly kind: 'createView'
      readonly name: string
      readonly columns: readonly string[] | null
      readonly replace: boolean
      readonly query: SqlQuery
    }
  | {
      readonly kind: 'createTable'
      readonly name: string
      readonly replace: boolean
      readonly format: string
      readonly options: ReadonlyMap<string, string>
      readonly at: Place | null
    }
  | {
      readonly kind: 'createMemoryTable'
      readonly name: string
      readonly replace: boolean
      readonly ifNotExists: boolean
      readonly schema: Schema | null
      readonly query: SqlQuery | null
    }
  | {
      readonly kind: 'insert'
      readonly name: string
      readonly columns: readonly string[] | null
      readonly overwrite: boolean
      readonly query: SqlQuery
      readonly at: Place
    }
  | {
      readonly kind: 'drop'
      readonly what: 'VIEW' | 'TABLE'
      readonly name: string
      readonly ifExists: boolean
      readonly at: Place | null
    }
  | { readonly kind: 'set'; readonly key: string; readonly value: string; readonly at: Place | null }
