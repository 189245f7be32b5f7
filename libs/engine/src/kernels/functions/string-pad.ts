import { hosted } from '../hosted.ts'
import { countCodePoints, sliceCodePoints } from './code-points.ts'
import { signature } from './signature.ts'

function padding(length: number, pad: string): string {
  const size = countCodePoints(pad)
  return sliceCodePoints(pad.repeat(Math.ceil(length / size)), 0, length)
}

function bytePadding(length: number, pad: Uint8Array): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => pad[i % pad.length])
}

/** To `length` characters: cut at the right when longer, else padded at one side; an empty padding pads nothing. */
function pad(s: string, length: number, filling: string, left: boolean): string {
  const missing = length - countCodePoints(s)
  if (missing <= 0 || filling === '') return sliceCodePoints(s, 0, length)
  const added = padding(missing, filling)
  return left ? added + s : s + added
}

function padBytes(s: Uint8Array, length: number, filling: Uint8Array, left: boolean): Uint8Array {
  const missing = length - s.length
  if (missing <= 0 || filling.length === 0) return s.slice(0, Math.max(0, length))
  const added = bytePadding(missing, filling)
  return Buffer.concat(left ? [added, s] : [s, added])
}

const ZERO_BYTE = new Uint8Array(1)
const texts = signature(['string', 'int32', 'string'], 'string', { required: 2 })
const binaries = signature(['binary', 'int32', 'binary'], 'binary', { required: 2 })

const padder = (left: boolean) =>
  hosted({
    resolve: (args, name) =>
      args[0]?.type === 'binary' && (args[2]?.type ?? 'binary') === 'binary' ? binaries(args, name) : texts(args, name),
    evaluator: call =>
      call.type === 'binary'
        ? (s: Uint8Array, length: number, filling = ZERO_BYTE) => padBytes(s, length, filling, left)
        : (s: string, length: number, filling = ' ') => pad(s, length, filling, left),
  })

/** `lpad(value, length [, padding])` and rpad over strings (padded with blanks) and binaries (with zero bytes). */
export const stringPad = { lpad: padder(true), rpad: padder(false) }
