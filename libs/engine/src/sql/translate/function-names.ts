import '../../function-library.ts'
import { functionNames } from '../../kernels/registry.ts'
import { aggregateFunction, aggregateNames } from '../../operators/aggregate/registry.ts'

/** SQL names whose registry name is not their own in camel case. */
const ALIASES: Readonly<Record<string, string>> = {
  ucase: 'upper',
  lcase: 'lower',
  '~': 'bitwiseNot',
  mean: 'avg',
  std: 'stddev',
  stddev_samp: 'stddev',
  var_samp: 'variance',
  var_pop: 'variancePop',
  every: 'boolAnd',
  some: 'boolOr',
  any: 'boolOr',
  first_value: 'first',
  any_value: 'anyValue',
  last_value: 'last',
  array_agg: 'collectList',
  approx_percentile: 'percentileApprox',
  isnull: 'isNull',
  isnotnull: 'isNotNull',
  equal_null: 'equalNullSafe',
  timestampadd: 'timestampAdd',
  timestampdiff: 'timestampDiff',
  to_char: 'toChar',
  try_element_at: 'tryElementAt',
  char: 'chr',
  chr: 'chr',
  charindex: 'position',
  locate: 'locate',
  day: 'dayofmonth',
  cardinality: 'size',
  printf: 'formatString',
  power: 'pow',
  ceiling: 'ceil',
  '!': 'not',
  len: 'length',
  characterlength: 'charLength',
  sha: 'sha1',
}

/** Functions that analysis plans and operators stand for: nobody calls them by name. */
const INTERNAL: ReadonlySet<string> = new Set(
  `add subtract multiply divide eq neq lt lte gt gte bitwiseAnd bitwiseOr bitwiseXor bitwiseNot equalNullSafe getField getItem
  addIntervals divideInterval divideIntervals multiplyInterval negateInterval dateAddInterval dateAddMonths subtractDates
  subtractTimestamps stringAddDayTime timestampAddDayTime timestampAddInterval timestampAddMonths timestampAdd timestampDiff
  isoWeekday yearOfWeek secondWithFraction parseDate parseTimestamp parseTimestampNtz sessionEnd sessionGap sessionStruct windowStart
  windowStruct windowsOf onlyRow countDistinct countNull`.split(/\s+/),
)
/** A try_ form of one of them. */
const isInternal = (name: string): boolean =>
  INTERNAL.has(name) ||
  name.startsWith('intervalPart') ||
  (name.startsWith('try') && INTERNAL.has(`${name[3]?.toLowerCase() ?? ''}${name.slice(4)}`) && !TRY.has(name))
/** These have try_ forms of their own. */
const TRY: ReadonlySet<string> = new Set(['tryAdd', 'trySubtract', 'tryMultiply', 'tryDivide'])

/** Operators and forms of the grammar that Spark lists among its functions, where Millrace has them. */
const OPERATORS =
  '! != % & * + - / < <= <=> <> = == > >= ^ | || ~ and between case cast div in not or rlike when'.split(' ')

const camelCase = (name: string): string => name.replace(/(?<=.)_+(.)/g, (_, c: string) => c.toUpperCase())

export type FunctionKind = 'scalar' | 'aggregate' | 'window' | 'generator'

const WINDOW = 'row_number rank dense_rank percent_rank cume_dist ntile lag lead nth_value'.split(' ')
const GENERATORS =
  'explode explode_outer posexplode posexplode_outer inline inline_outer stack json_tuple variant_explode variant_explode_outer'.split(
    ' ',
  )

let scalars: ReadonlySet<string> | undefined
const aggregates = new Map<string, string | null>()

/** What a function of SQL is here: its kind and its name in the registry; null when there is none of that name. */
export function lookUpFunction(sqlName: string): { readonly kind: FunctionKind; readonly name: string } | null {
  const lower = sqlName.toLowerCase()
  if (WINDOW.includes(lower)) return { kind: 'window', name: camelCase(lower) }
  if (GENERATORS.includes(lower)) return { kind: 'generator', name: camelCase(lower) }
  // Replaced by the aggregation.
  if (lower === 'grouping' || lower === 'grouping_id') return { kind: 'scalar', name: camelCase(lower) }
  const aggregate = aggregateName(lower)
  if (aggregate !== null) return { kind: 'aggregate', name: aggregate }
  const scalar = scalarName(lower)
  return scalar === undefined ? null : { kind: 'scalar', name: scalar }
}

function aggregateName(lower: string): string | null {
  let known = aggregates.get(lower)
  if (known === undefined) {
    known = null
    for (const name of [camelCase(lower), ALIASES[lower]]) {
      if (name === undefined || known !== null) continue
      try {
        aggregateFunction(name)
        known = name
      } catch {
        // There is none of that name.
      }
    }
    if (known !== null && isInternal(known)) known = null
    aggregates.set(lower, known)
  }
  return known
}

function scalarName(lower: string): string | undefined {
  scalars ??= new Set(functionNames())
  const own = [camelCase(lower), lower].find(name => scalars!.has(name) && !isInternal(name))
  const alias = ALIASES[lower]
  return own ?? (alias !== undefined && scalars.has(alias) ? alias : undefined)
}

/** Names that the registry has for operators, by which Spark has no function. */
const NOT_SPARKS: ReadonlySet<string> = new Set(['is_null', 'is_not_null'])

/** All names by which a query may call functions, as Spark lists them: operators too, in the order of their texts. */
export function sqlFunctionNames(): string[] {
  const names = [...functionNames(), ...aggregateNames()]
    .flatMap(name => [name.toLowerCase(), name.replaceAll(/[A-Z]/g, c => `_${c.toLowerCase()}`)])
    .filter(name => !NOT_SPARKS.has(name))
  const called = [...names, ...Object.keys(ALIASES), ...GENERATORS, 'grouping', 'grouping_id']
  const known = called.filter(name => lookUpFunction(name) !== null)
  return [...new Set([...known, ...WINDOW, ...OPERATORS])].sort()
}
