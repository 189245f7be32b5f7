import { userInfo } from 'node:os'
import type { HostValue } from '@millrace/columns'
import { coerce, expectArguments } from '../../analyse/coercion.ts'
import { typedText } from '../../plan/expression-text.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { typeText } from '../spark-text.ts'
import { anyType, signature } from './signature.ts'
import { valueError } from './spark-error.ts'

/** A text that is the same for every row. */
const constant = (text: () => string): ScalarFunction =>
  hosted({ resolve: signature([], 'string'), evaluator: () => text })

const database = constant(() => 'default')
const user = constant(() => userInfo().username)

export const miscellaneous = {
  /** Known before any row is: the argument is not computed. */
  typeof: {
    resolve: signature([anyType], 'string', { nullable: false }),
    emit: (call, g) => g.emit({ kind: 'literal', type: 'string', value: typeText(call.args[0].type), nullable: false }),
  },
  currentCatalog: constant(() => 'spark_catalog'),
  currentDatabase: database,
  currentSchema: database,
  currentUser: user,
  sessionUser: user,
  user,
  raiseError: hosted({
    resolve: (args, name) => ({ ...signature(['string'], 'void')(args, name), nullable: true }),
    nulls: 'seen',
    raises: true,
    deterministic: false,
    evaluator: () => (message: string | null) => {
      throw valueError('USER_RAISED_EXCEPTION', message ?? 'null')
    },
  }),
  /** Planned for subqueries that are values: the value, of so many rows that were found. */
  onlyRow: hosted({
    resolve: args => ({ args, type: args[0].type, nullable: true }),
    nulls: 'seen',
    raises: true,
    evaluator: () => (value: HostValue, rows: bigint | null) => {
      if (rows === null || rows <= 1n) return value
      throw valueError(
        'SCALAR_SUBQUERY_TOO_MANY_ROWS',
        'More than one row returned by a subquery used as an expression.',
      )
    },
  }),
  /** Null when the condition is true, else an error. */
  assertTrue: hosted({
    resolve(args, name) {
      expectArguments(name, args, 1, 2)
      const message = args[1] ?? {
        kind: 'literal',
        type: 'string',
        value: `'${typedText(args[0])}' is not true!`,
        nullable: false,
      }
      return { args: [coerce(args[0], 'boolean'), coerce(message, 'string')], type: 'void', nullable: true }
    },
    nulls: 'seen',
    raises: true,
    deterministic: false,
    evaluator: () => (condition: boolean | null, message: string | null) => {
      if (condition === true) return null
      throw valueError('USER_RAISED_EXCEPTION', message ?? 'null')
    },
  }),
} satisfies Record<string, ScalarFunction>
