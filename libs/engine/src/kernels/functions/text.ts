import { coerce, expectArguments, isVoid } from '../../analyse/coercion.ts'
import { anyNullable, type ScalarFunction } from '../function.ts'
import { emitTextFunction } from '../text-function.ts'

/** Code points of valid UTF-8: the bytes that do not continue one. */
function codePoints(bytes: Uint8Array): number {
  let n = 0
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] & 0xc0) !== 0x80) n++
  return n
}

export const text = {
  concat: {
    resolve(args, name) {
      expectArguments(name, args, 0, Infinity)
      const type = args.length > 0 && args.every(a => a.type === 'binary') ? 'binary' : 'string'
      return { args: args.map(a => coerce(a, type)), type, nullable: anyNullable(args) }
    },
    emit: (call, g) => emitTextFunction(g, call.args, call.type, args => Buffer.concat(args as Uint8Array[])),
  },
  length: {
    resolve(args, name) {
      expectArguments(name, args, 1)
      const [arg] = args
      const type = arg.type === 'binary' && !isVoid(arg) ? 'binary' : 'string'
      return { args: [coerce(arg, type)], type: 'int32', nullable: arg.nullable }
    },
    emit(call, g) {
      const measure = call.args[0].type === 'binary' ? (b: Uint8Array) => b.length : codePoints
      return emitTextFunction(g, call.args, 'int32', ([a]) => measure(a as Uint8Array))
    },
  },
} satisfies Record<string, ScalarFunction>
