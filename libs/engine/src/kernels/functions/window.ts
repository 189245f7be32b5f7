import { type HostValue, structType } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import { expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { ScalarFunction } from '../function.ts'
import type { Generator } from '../generator.ts'
import { hosted } from '../hosted.ts'

const micros = (e: TypedExpression): number => Number(e.kind === 'literal' ? e.value : Number.NaN)

/** Text of the start of the pane of `slide` microseconds, counted from `start`, that a time is in. */
function paneStart(g: Generator, time: string, slide: number, start: number): string {
  const x = g.fresh('x')
  if (g.exact) return `${g.constants.helpers}.floorDivide(${time} - ${start}n, ${slide}n) * ${slide}n + ${start}n`
  g.line(`const ${x} = Math.floor((${time} - ${start}) / ${slide})`)
  return `${x} * ${slide} + ${start}`
}

/**
 * Time windows, as Spark's `window(time, windowDuration, slideDuration, startTime)`: a window starts at `startTime` after 1970
 * plus a multiple of the slide, includes its start and not its end. `window` is a grouping key and never evaluated itself.
 */
export const window = {
  window: {
    resolve(args, name) {
      expectArguments(name, args, 4)
      const [time, ...durations] = args
      if (time.type !== 'timestamp' && time.type !== 'timestamp_ntz') throw mismatch(name, args, 'timestamp')
      const [length, slide, start] = durations.map(micros)
      if (!(slide > 0 && slide <= length && Math.abs(start) < slide))
        throw new MillraceError(
          'MILLRACE_ANALYSIS',
          `[DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION] window expects 0 < slide <= length and a start below the slide, not a length of ${length / 1e6} s, a slide of ${slide / 1e6} s and a start of ${start / 1e6} s.`,
        )
      const members = ['start', 'end'].map(member => ({ name: member, type: time.type }))
      return { args, type: structType(members), nullable: time.nullable }
    },
    emit() {
      throw new MillraceError('MILLRACE_ANALYSIS', 'window() can only be a key of groupBy.')
    },
  },
  /** Planned for `window`: the start of the pane that a time is in. */
  windowStart: {
    resolve: args => ({ args, type: args[0].type, nullable: args[0].nullable }),
    emit: (call, g) =>
      g.strict(call.args.slice(0, 1), call.type, ([time]) =>
        paneStart(g, time.value, micros(call.args[1]), micros(call.args[2])),
      ),
  },
  /** Planned for `window`: the struct of a window, given its start and length. */
  windowStruct: hosted({
    resolve: args => ({
      args,
      type: structType(['start', 'end'].map(name => ({ name, type: args[0].type }))),
      nullable: args[0].nullable,
    }),
    evaluator: () => (start: bigint, length: bigint) => [start, start + length] as HostValue,
  }),
} satisfies Record<string, ScalarFunction>
