import { randomUUID } from 'node:crypto'
import type { HostValue, TypeName } from '@millrace/columns'
import { coerce, expectArguments, mismatch } from '../../analyse/coercion.ts'
import { tightestCommonType } from '../../analyse/common-type.ts'
import { constantValue } from '../../analyse/constant.ts'
import { isDecimal, isFloating, isInteger, isNumeric } from '../../analyse/type-classes.ts'
import type { TypedCall, TypedExpression } from '../../plan/typed-expression.ts'
import { hostCast } from '../cast-host.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { JavaRandom } from './java-random.ts'
import { MersenneTwister } from './mersenne-twister.ts'
import { anyList, signature } from './signature.ts'
import { valueError } from './spark-error.ts'

/** The seed of a call, which has to be a constant; by chance when there is none. */
function seedOf(call: TypedCall, seed: TypedExpression | undefined): bigint {
  if (seed === undefined) return BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER))
  const value = constantValue(seed, call.name, 'seed')
  return value === null ? 0n : BigInt(value as number | bigint)
}

const randomNumber = (next: (random: JavaRandom) => number): ScalarFunction =>
  hosted({
    resolve: signature(['int64'], 'double', { required: 0, nullable: false }),
    nulls: 'seen',
    deterministic: false,
    evaluator(call) {
      const random = new JavaRandom(seedOf(call, call.args[0]))
      return () => next(random)
    },
  })

const rand = randomNumber(random => random.nextDouble())

/** The type of `uniform` between two bounds. */
function uniformType(a: TypeName, b: TypeName): TypeName | undefined {
  if (a === 'void' || b === 'void') return 'double'
  if (!isNumeric(a) || !isNumeric(b)) return undefined
  if (isFloating(a) !== isFloating(b)) return isFloating(a) ? a : b
  if (isDecimal(a) && isDecimal(b)) return a.length > b.length || (a.length === b.length && a > b) ? a : b
  if (isDecimal(a) !== isDecimal(b)) return isDecimal(a) ? a : b
  return tightestCommonType(a, b)
}

function resolveUniform(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2, 3)
  const type = uniformType(args[0].type, args[1].type)
  if (type === undefined || !(args[2] === undefined || isInteger(args[2].type) || args[2].type === 'void')) {
    throw mismatch(name, args, 'two numbers and an integer seed')
  }
  for (const bound of args.slice(0, 2)) constantValue(bound, name, 'bounds')
  return { args: [...args.slice(0, 2).map(a => coerce(a, 'double')), ...args.slice(2)], type, nullable: true }
}

/** A digit or letter of a random number. */
function randomCharacter(random: JavaRandom): string {
  const v = Math.abs(random.nextInt() % 62)
  return v < 10 ? String(v) : String.fromCharCode(v < 36 ? 87 + v : 29 + v)
}

/** A UUID of version 4. */
function uuidOf(source: MersenneTwister): string {
  const high = (BigInt.asUintN(64, source.nextLong()) & 0xffffffffffff0fffn) | 0x4000n
  const low = (BigInt.asUintN(64, source.nextLong()) | (1n << 63n)) & 0xbfffffffffffffffn
  const hex = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Random numbers; with a seed Spark's sequence of one partition. */
export const random = {
  rand,
  random: rand,
  randn: randomNumber(r => r.nextGaussian()),
  /** Evenly between two constants, of their type. */
  uniform: hosted({
    resolve: resolveUniform,
    deterministic: false,
    nulls: 'seen',
    raises: true,
    evaluator(call) {
      const source = new JavaRandom(seedOf(call, call.args[2]))
      const cast = hostCast('double', call.type)
      return (min: number | null, max: number | null) =>
        min === null || max === null ? null : cast(min + (max - min) * source.nextDouble())
    },
  }),
  /** `randstr(length [, seed])`: digits and letters. */
  randstr: hosted({
    resolve: signature([['int32', 'int16'], 'int64'], 'string', { required: 1, nullable: false }),
    deterministic: false,
    nulls: 'seen',
    raises: true,
    evaluator(call) {
      const source = new JavaRandom(seedOf(call, call.args[1]))
      return (length: number | null) => {
        if (length === null || length < 0) {
          throw valueError(
            'INVALID_PARAMETER_VALUE.LENGTH',
            `The length of \`randstr\` must not be negative, but is ${length}.`,
          )
        }
        return Array.from({ length }, () => randomCharacter(source)).join('')
      }
    },
  }),
  uuid: hosted({
    resolve: signature(['int64'], 'string', { required: 0, nullable: false }),
    nulls: 'seen',
    deterministic: false,
    evaluator(call) {
      if (call.args.length === 0) return () => randomUUID()
      const source = new MersenneTwister(seedOf(call, call.args[0]))
      return () => uuidOf(source)
    },
  }),
  /** `shuffle(list [, seed])` */
  shuffle: hosted({
    resolve: signature([anyList, 'int64'], ([list]) => list.type, { required: 1 }),
    deterministic: false,
    evaluator(call) {
      const source = new MersenneTwister(seedOf(call, call.args[1]))
      return (list: readonly HostValue[]) => {
        // The inside-out form of the shuffle of Fisher and Yates.
        const shuffled: HostValue[] = []
        for (const [i, value] of list.entries()) {
          const j = source.nextInt(i + 1)
          if (j !== i) shuffled.push(shuffled[j])
          shuffled[j] = value
        }
        return shuffled
      }
    },
  }),
} satisfies Record<string, ScalarFunction>
