import { randomUUID } from 'node:crypto'
import type { TypedCall } from '../../plan/typed-expression.ts'
import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { JavaRandom } from './java-random.ts'
import { signature } from './signature.ts'
import { analysisError } from './spark-error.ts'

/** The seed of a call, which has to be a constant; by chance when there is none. */
function seedOf(call: TypedCall): bigint {
  const [seed] = call.args
  if (seed === undefined) return BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER))
  const constant = seed.kind === 'cast' ? seed.arg : seed
  if (constant.kind !== 'literal') {
    throw analysisError('SEED_EXPRESSION_IS_UNFOLDABLE', `The seed of \`${call.name}\` has to be a constant.`)
  }
  return constant.value === null ? 0n : BigInt(constant.value as string | number)
}

const randomNumber = (next: (random: JavaRandom) => number): ScalarFunction =>
  hosted({
    resolve: signature(['int64'], 'double', { required: 0, nullable: false }),
    nulls: 'seen',
    deterministic: false,
    evaluator(call) {
      const random = new JavaRandom(seedOf(call))
      return () => next(random)
    },
  })

const rand = randomNumber(random => random.nextDouble())

/** Random numbers; with a seed Spark's sequence of one partition. */
export const random = {
  rand,
  random: rand,
  randn: randomNumber(r => r.nextGaussian()),
  uuid: hosted({
    resolve: signature(['int64'], 'string', { required: 0, nullable: false }),
    nulls: 'seen',
    deterministic: false,
    evaluator: () => () => randomUUID(),
  }),
} satisfies Record<string, ScalarFunction>
