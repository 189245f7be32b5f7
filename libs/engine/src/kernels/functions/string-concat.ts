import type { HostValue, TypeName } from '@millrace/columns'
import { coerce, commonType, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import { emitConcatenation } from '../concat-memo.ts'
import { anyNullable, type Resolved, type ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { emitTextFunction } from '../text-function.ts'
import { castsImplicitly, isList } from './signature.ts'

/** Strings and binaries become one, lists become one list. */
function resolveConcat(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 0, Infinity)
  const nullable = anyNullable(args)
  if (args.some(a => isList(a.type))) {
    const type = commonType(args)
    if (type === undefined || !isList(type)) throw mismatch(name, args, 'lists of one type')
    return { args: args.map(a => coerce(a, type)), type, nullable }
  }
  const type: TypeName = args.length > 0 && args.every(a => a.type === 'binary') ? 'binary' : 'string'
  const unfit = args.find(a => !castsImplicitly(a.type, type))
  if (unfit !== undefined) throw mismatch(name, args, 'strings, binaries or lists')
  return { args: args.map(a => coerce(a, type)), type, nullable }
}

const concatLists = hosted({
  resolve: resolveConcat,
  evaluator:
    () =>
    (...lists: HostValue[][]) =>
      lists.flat(1),
})

const concat: ScalarFunction = {
  resolve: resolveConcat,
  emit: (call, g) =>
    isList(call.type)
      ? concatLists.emit(call, g)
      : (emitConcatenation(g, call) ??
        emitTextFunction(g, call.args, call.type, args => Buffer.concat(args as Uint8Array[]))),
}

function resolveConcatWs(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 1, Infinity)
  const cast = args.map((a, i) => {
    const type = i > 0 && isList(a.type) ? 'list<string>' : 'string'
    if (!castsImplicitly(a.type, type)) throw mismatch(name, args, 'strings or lists of strings')
    return coerce(a, type)
  })
  return { args: cast, type: 'string', nullable: args[0].nullable }
}

/** `concatWs(separator, ...)`: strings and the elements of lists, without nulls, between separators. */
const concatWs = hosted({
  resolve: resolveConcatWs,
  nulls: 'seen',
  evaluator:
    () =>
    (separator: string | null, ...parts: (string | null | (string | null)[])[]) =>
      separator === null
        ? null
        : parts
            .flat(1)
            .filter(part => part !== null)
            .join(separator),
})

export const stringConcat = { concat, concatWs } satisfies Record<string, ScalarFunction>
