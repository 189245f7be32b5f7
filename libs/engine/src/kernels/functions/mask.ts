import type { ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { codePointsOf } from './code-points.ts'
import { signature } from './signature.ts'
import { analysisError } from './spark-error.ts'

const types = signature(['string', 'string', 'string', 'string', 'string'], 'string', { required: 1 })

/** Letters in upper case, in lower case and digits become one character each, others the last; null keeps them. */
export const masks = {
  mask: hosted({
    resolve(args, name) {
      const resolved = types(args, name)
      for (const character of resolved.args.slice(1)) {
        if (
          character.kind === 'literal' &&
          character.value !== null &&
          codePointsOf(String(character.value)).length !== 1
        ) {
          throw analysisError(
            'DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE',
            `Length of the replacements of \`${name}\` should be 1.`,
          )
        }
      }
      return { ...resolved, nullable: args[0].nullable }
    },
    nulls: 'seen',
    evaluator:
      () =>
      (
        s: string | null,
        upper: string | null = 'X',
        lower: string | null = 'x',
        digit: string | null = 'n',
        other: string | null = null,
      ) => {
        if (s === null) return null
        // By UTF-16 units, as Spark goes through it.
        return s
          .split('')
          .map(c => (/\p{Lu}/u.test(c) ? upper : /\p{Ll}/u.test(c) ? lower : /\p{Nd}/u.test(c) ? digit : other) ?? c)
          .join('')
      },
  }),
} satisfies Record<string, ScalarFunction>
