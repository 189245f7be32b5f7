import type { ExpressionNode } from '@millrace/engine'
import { castTo, type Expression, fn, type Op } from '../expression.ts'
import { call, int, type Maker, text } from './make.ts'

const DAYS = [1, -1, 30, 365, -400, 0]

const plusDays = (name: string, sign: string): Op =>
  fn(name, { duckdb: ([d, n]) => `CAST(${d} ${sign} CAST(${n} AS INTEGER) AS DATE)` })

export const dates: readonly Maker[] = [
  make => call(plusDays('date_add', '+'), 'date', [make.arg(0, 'date'), int(DAYS[make.pick(6)])]),
  make => call(plusDays('date_sub', '-'), 'date', [make.arg(0, 'date'), int(DAYS[make.pick(6)])]),
  make => {
    // Only as many days as leave the date in everybody's calendar.
    const days: Expression = make.arg(1, 'int')
    return days.type === 'int32' && days.facts.max < 10_000
      ? call(plusDays('date_add', '+'), 'date', [make.arg(0, 'date'), days])
      : null
  },
  make => call(fn('last_day'), 'date', [make.arg(0, 'date')]),
  make =>
    call(fn('add_months', { duckdb: ([d, n]) => `CAST(${d} + to_months(${n}) AS DATE)` }), 'date', [
      make.arg(0, 'date'),
      int([1, -1, 12, 25, -13][make.pick(5)]),
    ]),
  make => {
    const unit = ['year', 'quarter', 'month', 'week'][make.pick(4)]
    const op = fn('trunc', { duckdb: ([d]) => `CAST(date_trunc('${unit}', ${d}) AS DATE)` })
    return call(op, 'date', [make.arg(0, 'date'), text(unit)])
  },
  make => call(castTo('date'), 'date', [make.arg(0, 'timestamp')]),
]

const UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'MONTH'] as const

export const timestamps: readonly Maker[] = [
  make => {
    const unit = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'second'][make.pick(8)]
    const op: Op = {
      spark: ([t]) => `date_trunc('${unit}', ${t})`,
      duckdb: ([t]) => `CAST(date_trunc('${unit}', ${t}) AS TIMESTAMP)`,
      node: args => ({
        kind: 'call',
        name: 'dateTrunc',
        args: [{ kind: 'literal', type: 'string', value: unit }, ...args],
      }),
    }
    return call(op, 'timestamp', [make.arg(0, 'timestamp')])
  },
  make => call(castTo('timestamp'), 'timestamp', [make.arg(0, 'date')]),
  make => {
    const unit = UNITS[make.pick(5)]
    const n = [1, -1, 90, 25, -1000][make.pick(5)]
    const literal: ExpressionNode = { kind: 'literal', type: 'string', value: unit }
    const op: Op = {
      spark: ([t]) => `timestampadd(${unit}, ${n}, ${t})`,
      duckdb: ([t]) => `(${t} + INTERVAL (${n}) ${unit})`,
      node: ([t]) => ({
        kind: 'call',
        name: 'timestampAdd',
        args: [literal, { kind: 'literal', type: 'int32', value: n }, t],
      }),
    }
    return call(op, 'timestamp', [make.arg(0, 'timestamp')])
  },
]
