import { generatorFunction } from '../../kernels/generators.ts'
import type { LogicalPlan } from '../../plan/logical-plan.ts'
import { analysisError, type Place, SqlError, unsupported } from '../sql-error.ts'
import type { SqlCall, SqlExpression } from '../syntax.ts'
import type { ExpressionTranslator } from './expression.ts'
import { lookUpFunction } from './function-names.ts'
import { call as callNode } from './make-node.ts'
import type { ScopeColumn } from './scope.ts'
import type { Translator } from './translator.ts'

/** A plan with the columns of a generator after its own. */
export interface Generated {
  readonly plan: LogicalPlan
  /** The generator's columns. */
  readonly columns: readonly ScopeColumn[]
}

export interface GeneratorShape {
  /** Rows for which the generator gives nothing stay, with nulls. */
  readonly outer: boolean
  /** Names of the columns; null for those that the generator gives. */
  readonly names: readonly string[] | null
  readonly qualifier: readonly string[]
  readonly at: Place | null
}

/** The call of a generator, or undefined for any other expression. */
export function generatorCall(e: SqlExpression): SqlCall | undefined {
  return e.kind === 'call' && lookUpFunction(e.name)?.kind === 'generator' ? e : undefined
}

/** Rows of a plan with what a generator makes of each. */
export function generate(
  translator: Translator,
  input: LogicalPlan,
  call: SqlCall,
  expressions: ExpressionTranslator,
  { outer, names, qualifier, at }: GeneratorShape,
): Generated {
  const found = lookUpFunction(call.name)
  if (found?.kind !== 'generator') {
    throw analysisError(
      `[UNRESOLVABLE_TABLE_VALUED_FUNCTION] Could not resolve ${call.name} to a table-valued function.`,
      call.at,
    )
  }
  if (call.distinct || call.filter !== undefined || call.over !== undefined)
    throw unsupported('This form of a generator', call.at)
  const name = found.name.replace(/Outer$/, '')
  const args = call.args.map(a => expressions.translate(a))
  const typed = args.map(a => translator.typed(a, input))
  const { columns } = resolved(name, typed, call)
  if (names !== null && names.length !== columns.length) {
    throw analysisError(
      `[UDTF_ALIAS_NUMBER_MISMATCH] The number of aliases supplied in the AS clause does not match the number of columns output by the generator: expected ${columns.length} aliases, but got ${names.join(', ')}.`,
      at,
    )
  }
  const made = columns.map((c, i): ScopeColumn => {
    const shown = names?.[i] ?? c.name
    return { name: shown, id: translator.uniqueName(shown), qualifier, index: i }
  })
  const plan: LogicalPlan = {
    op: 'generate',
    input,
    generator: callNode(name, ...args),
    outer: outer || found.name.endsWith('Outer'),
    names: made.map(c => c.id),
  }
  return { plan, columns: made }
}

function resolved(name: string, args: Parameters<ReturnType<typeof generatorFunction>['resolve']>[0], call: SqlCall) {
  try {
    return generatorFunction(name).resolve(args, name)
  } catch (error) {
    if (error instanceof SqlError || !(error instanceof Error)) throw error
    throw analysisError(error.message, call.at)
  }
}
