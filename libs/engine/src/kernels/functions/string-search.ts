import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointIndex, unitIndex } from './code-points.ts'
import { signature } from './signature.ts'

/** Position from 1 of the first occurrence at or behind character `from`; 0 when there is none. */
function positionOf(s: string, part: string, from: number): number {
  if (part === '') return 1
  const at = s.indexOf(part, unitIndex(s, from))
  return at < 0 ? 0 : codePointIndex(s, at) + 1
}

/** `locate(part, string [, position])`: as in Hive a null position finds nothing, which is 0. */
const locate = hosted({
  resolve: signature(['string', 'string', 'int32'], 'int32', { required: 2 }),
  nulls: 'seen',
  evaluator:
    () =>
    (part: string | null, s: string | null, position: number | null = 1) => {
      if (position === null) return 0
      if (part === null || s === null) return null
      return position < 1 ? 0 : positionOf(s, part, position - 1)
    },
})

function isPart(
  texts: (s: string, part: string) => boolean,
  binaries: (s: Buffer, part: Buffer) => boolean,
): ScalarFunction {
  const ofTexts = signature(['string', 'string'], 'boolean')
  const ofBinaries = signature(['binary', 'binary'], 'boolean')
  return hosted({
    resolve: (args, name) =>
      args.length === 2 && args.every(a => a.type === 'binary') ? ofBinaries(args, name) : ofTexts(args, name),
    evaluator: call =>
      call.args[0].type === 'binary'
        ? (s: Uint8Array, part: Uint8Array) => binaries(Buffer.from(s), Buffer.from(part))
        : texts,
  })
}

export const stringSearch = {
  instr: hosted({
    resolve: signature(['string', 'string'], 'int32'),
    evaluator: () => (s: string, part: string) => positionOf(s, part, 0),
  }),
  locate,
  position: locate,
  startswith: isPart(
    (s, part) => s.startsWith(part),
    (s, part) => s.subarray(0, part.length).equals(part),
  ),
  endswith: isPart(
    (s, part) => s.endsWith(part),
    (s, part) => s.length >= part.length && s.subarray(s.length - part.length).equals(part),
  ),
  contains: isPart(
    (s, part) => s.includes(part),
    (s, part) => s.includes(part),
  ),
  findInSet: hosted({
    resolve: signature(['string', 'string'], 'int32'),
    evaluator: () => (part: string, set: string) => (part.includes(',') ? 0 : set.split(',').indexOf(part) + 1),
  }),
} satisfies Record<string, ScalarFunction>
