import { type HostValue, listType, structType, type TypeName } from '@millrace/columns'
import { asMillraceError, MillraceError } from '@millrace/errors'
import { expectArguments, mismatch } from '../../analyse/coercion.ts'
import { parseDuration } from '../../api/duration.ts'
import type { TypedExpression, TypedLiteral } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import type { Generator } from '../generator.ts'
import { hosted } from '../hosted.ts'

const ZERO: TypedLiteral = { kind: 'literal', type: 'interval_dt', value: '0', nullable: false }

/** A constant length of time, which SQL writes as a string. */
function asDuration(e: TypedExpression): TypedExpression {
  if (e.kind !== 'literal' || e.type !== 'string' || e.value === null) return e
  try {
    return { ...ZERO, value: String(parseDuration(String(e.value))) }
  } catch (cause) {
    throw new MillraceError('MILLRACE_ANALYSIS', `[CANNOT_PARSE_INTERVAL] ${asMillraceError(cause).message}`, { cause })
  }
}

/** The gap of a session: a length of time, constant or of each row. */
function asGap(e: TypedExpression): TypedExpression {
  if (e.kind === 'literal' || e.type !== 'string') return asDuration(e)
  return { kind: 'call', name: 'sessionGap', args: [e], type: 'interval_dt', nullable: e.nullable }
}

const micros = (e: TypedExpression): number => Number(e.kind === 'literal' ? e.value : Number.NaN)

/** Text of the start of the pane of `slide` microseconds, counted from `start`, that a time is in. */
function paneStart(g: Generator, time: string, slide: number, start: number): string {
  const x = g.fresh('x')
  if (g.exact) return `${g.constants.helpers}.floorDivide(${time} - ${start}n, ${slide}n) * ${slide}n + ${start}n`
  g.line(`const ${x} = Math.floor((${time} - ${start}) / ${slide})`)
  return `${x} * ${slide} + ${start}`
}

/** The window of a time as a struct, where windows do not overlap. */
const tumbling = (slide: number, from: number): ScalarFunction =>
  hosted({
    resolve: args => ({ args, type: 'void', nullable: true }),
    evaluator: () => (time: bigint) => {
      const length = BigInt(slide)
      const offset = (((time - BigInt(from)) % length) + length) % length
      return [time - offset, time - offset + length] as HostValue
    },
  })

/** The type of a window's struct. */
const isTimeWindow = (type: TypeName): boolean => /^struct<start:(timestamp(?:_ntz)?),end:\1>$/.test(type)

/** `window_time(w)`: the last moment of a window, by which windows are grouped again. */
const windowTimeOf = (w: TypedExpression): TypedExpression => ({
  kind: 'call',
  name: 'windowTime',
  args: [w],
  type: w.type.includes('timestamp_ntz') ? 'timestamp_ntz' : 'timestamp',
  nullable: w.nullable,
})

function resolveTimeWindow(args: readonly TypedExpression[], name: string): Resolved {
  expectArguments(name, args, 2, 4)
  const [given, long, every = long, from = ZERO] = args
  const time = isTimeWindow(given.type) ? windowTimeOf(given) : given
  const durations = [long, every, from].map(asDuration)
  if (time.type !== 'timestamp' && time.type !== 'timestamp_ntz') throw mismatch(name, args, 'timestamp')
  const [length, slide, start] = durations.map(micros)
  if (!(slide > 0 && slide <= length && Math.abs(start) < slide))
    throw new MillraceError(
      'MILLRACE_ANALYSIS',
      `[DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION] window expects 0 < slide <= length and a start below the slide, not a length of ${length / 1e6} s, a slide of ${slide / 1e6} s and a start of ${start / 1e6} s.`,
    )
  const members = ['start', 'end'].map(member => ({ name: member, type: time.type }))
  return { args: [time, ...durations], type: structType(members), nullable: time.nullable }
}

/**
 * Time windows, as Spark's `window(time, windowDuration, slideDuration, startTime)`: a window starts at `startTime` after 1970
 * plus a multiple of the slide, includes its start and not its end.
 */
export const window = {
  window: {
    resolve: resolveTimeWindow,
    emit: (call, g) => {
      const [length, slide, start] = call.args.slice(1).map(micros)
      if (length !== slide)
        throw new MillraceError(
          'MILLRACE_UNSUPPORTED',
          'A window() that overlaps others can only be a key of a groupBy.',
        )
      return tumbling(slide, start).emit({ ...call, args: call.args.slice(0, 1) }, g)
    },
  },
  /** Spark's `window_time(window)`: a microsecond before the end. */
  windowTime: hosted({
    resolve(args, name) {
      expectArguments(name, args, 1)
      if (!isTimeWindow(args[0].type)) throw mismatch(name, args, 'a window')
      const { type, nullable } = windowTimeOf(args[0])
      return { args, type, nullable }
    },
    evaluator: () => (w: readonly bigint[]) => w[1] - 1n,
  }),
  /** Spark's `session_window(time, gap)`, a grouping key that is never evaluated itself. */
  sessionWindow: {
    resolve(args, name) {
      expectArguments(name, args, 2)
      const [time, gap] = [args[0], asGap(args[1])]
      if (time.type !== 'timestamp' && time.type !== 'timestamp_ntz') throw mismatch(name, args, 'timestamp')
      if (gap.type !== 'interval_dt' || (gap.kind === 'literal' && !(micros(gap) > 0)))
        throw mismatch(name, args, 'a length of time above zero, such as "5 minutes"')
      const members = ['start', 'end'].map(member => ({ name: member, type: time.type }))
      return { args: [time, gap], type: structType(members), nullable: time.nullable }
    },
    emit() {
      throw new MillraceError('MILLRACE_UNSUPPORTED', 'session_window() can only be a key of a groupBy.')
    },
  },
  /** Planned for `sessionWindow`: the end of the session of one row. */
  sessionEnd: {
    resolve: args => ({ args, type: args[0].type, nullable: args.some(a => a.nullable) }),
    emit: (call, g) => g.strict(call.args, call.type, ([time, gap]) => `${time.value} + ${gap.value}`),
  },
  /** Planned for `sessionWindow`: a gap that rows write out. */
  sessionGap: hosted({
    resolve: args => ({ args, type: 'interval_dt', nullable: args[0].nullable }),
    evaluator: () => (text: string) => BigInt(parseDuration(text)),
    raises: true,
  }),
  /** Planned for `sessionWindow`: the struct of a session. */
  sessionStruct: hosted({
    resolve: args => ({
      args,
      type: structType(['start', 'end'].map(name => ({ name, type: args[0].type }))),
      nullable: false,
    }),
    evaluator: () => (start: bigint, end: bigint) => [start, end] as HostValue,
  }),
  /** Planned for `window`: the start of the pane that a time is in. */
  windowStart: {
    resolve: args => ({ args, type: args[0].type, nullable: args[0].nullable }),
    emit: (call, g) =>
      g.strict(call.args.slice(0, 1), call.type, ([time]) =>
        paneStart(g, time.value, micros(call.args[1]), micros(call.args[2])),
      ),
  },
  /** Planned for `window`: all windows that a time is in, from the last to the first. */
  windowsOf: hosted({
    resolve(args) {
      const one = resolveTimeWindow(args, 'window')
      return { ...one, type: listType(one.type) }
    },
    evaluator(call) {
      const [length, slide, start] = call.args.slice(1).map(e => BigInt(micros(e)))
      return (time: bigint) => {
        const offset = (((time - start) % slide) + slide) % slide
        const found: HostValue[] = []
        for (let from = time - offset; from + length > time; from -= slide) found.push([from, from + length])
        return found
      }
    },
  }),
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
