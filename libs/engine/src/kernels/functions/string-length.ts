import type { ScalarFunction } from '../function.ts'
import { emitTextFunction } from '../text-function.ts'
import { signature } from './signature.ts'

/** Code points of valid UTF-8: the bytes that do not continue one. */
function codePoints(bytes: Uint8Array): number {
  let n = 0
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] & 0xc0) !== 0x80) n++
  return n
}

const resolve = signature([['string', 'binary']], 'int32')

function measure(count: (bytes: Uint8Array, binary: boolean) => number): ScalarFunction {
  return {
    resolve,
    emit(call, g) {
      const binary = call.args[0].type === 'binary'
      return emitTextFunction(g, call.args, 'int32', ([a]) => count(a as Uint8Array, binary))
    },
  }
}

const characters = measure((bytes, binary) => (binary ? bytes.length : codePoints(bytes)))

/** Lengths of strings and binaries. A string's characters are its code points. */
export const stringLength = {
  length: characters,
  charLength: characters,
  characterLength: characters,
  octetLength: measure(bytes => bytes.length),
  bitLength: measure(bytes => bytes.length * 8),
} satisfies Record<string, ScalarFunction>
