/** How Spark prints the comparator that array_sort has where none is given. */
const VARIABLE = 'namedlambdavariable()'
const COMPARATOR = `lambdafunction((IF(((${VARIABLE} IS NULL) AND (${VARIABLE} IS NULL)), 0, (IF((${VARIABLE} IS NULL), 1, (IF((${VARIABLE} IS NULL), -1, (IF((${VARIABLE} < ${VARIABLE}), -1, (IF((${VARIABLE} > ${VARIABLE}), 1, 0)))))))))), ${VARIABLE}, ${VARIABLE})`
const IDENTITY = `lambdafunction(${VARIABLE}, ${VARIABLE})`
const TIME = 'yyyy-MM-dd HH:mm:ss'

/** What Spark prints of arguments that were not written: of a call with so many, those at the end. */
const DEFAULTS: Readonly<Record<string, readonly (string | null)[]>> = {
  aggregate: [null, null, null, IDENTITY],
  approx_percentile: [null, null, '10000'],
  approx_top_k: [null, '5', '10000'],
  array_sort: [null, COMPARATOR],
  bround: [null, '0'],
  lag: [null, '1', 'NULL'],
  lead: [null, '1', 'NULL'],
  locate: [null, null, '1'],
  lpad: [null, null, ' '],
  mask: [null, 'X', 'x', 'n', 'NULL'],
  months_between: [null, null, 'true'],
  overlay: [null, null, null, '-1'],
  percentile: [null, null, '1'],
  percentile_approx: [null, null, '10000'],
  position: [null, null, '1'],
  reduce: [null, null, null, IDENTITY],
  regexp_extract: [null, null, '1'],
  regexp_extract_all: [null, null, '1'],
  regexp_instr: [null, null, '0'],
  regexp_replace: [null, null, null, '1'],
  round: [null, '0'],
  rpad: [null, null, ' '],
  sentences: [null, '', ''],
  sort_array: [null, 'true'],
  split: [null, null, '-1'],
  str_to_map: [null, ',', ':'],
  substr: [null, null, '2147483647'],
  substring: [null, null, '2147483647'],
  to_unix_timestamp: [null, TIME],
  unix_timestamp: [null, TIME],
}

/** So many of the arguments that Spark prints: seeds and schemas are not. */
const PRINTED: Readonly<Record<string, number>> = {
  approx_count_distinct: 1,
  from_csv: 1,
  from_json: 1,
  shuffle: 1,
  uuid: 0,
}

/** Functions that Spark prints in upper case. */
const UPPER = new Set(
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh cot csc degrees e exp expm1 floor hypot log10 log1p log2 pi power radians sec signum sin sinh sqrt tan tanh'.split(
    ' ',
  ),
)

/** Forms of their own. */
const FORMS: Readonly<Record<string, (texts: readonly string[], lower: string) => string>> = {
  if: texts => `(IF(${texts.join(', ')}))`,
  isnull: texts => `(${texts[0]} IS NULL)`,
  isnotnull: texts => `(${texts[0]} IS NOT NULL)`,
  random: texts => `rand(${texts.join(', ')})`,
  positive: texts => `(+ ${texts[0]})`,
  like: texts => `${texts[0]} LIKE ${texts[1]}${texts.length > 2 ? ` ESCAPE '${texts[2]}'` : ''}`,
  rlike: (texts, lower) => `${lower.toUpperCase()}(${texts.join(', ')})`,
  regexp: (texts, lower) => `${lower.toUpperCase()}(${texts.join(', ')})`,
  regexp_like: (texts, lower) => `${lower.toUpperCase()}(${texts.join(', ')})`,
  extract: texts => `extract(${texts[0]} FROM ${texts[1]})`,
  assert_true: texts => `assert_true(${texts[0]}, ${texts[1] ?? `'${texts[0]}' is not true!`})`,
  ceil: texts => `${texts.length === 1 ? 'CEIL' : 'ceil'}(${texts.join(', ')})`,
  floor: texts => `${texts.length === 1 ? 'FLOOR' : 'floor'}(${texts.join(', ')})`,
  log: texts => (texts.length === 1 ? `LOG(E(), ${texts[0]})` : `LOG(${texts.join(', ')})`),
  dateadd: texts => `${texts.length === 3 ? 'timestampadd' : 'date_add'}(${texts.join(', ')})`,
  date_add: texts => `${texts.length === 3 ? 'timestampadd' : 'date_add'}(${texts.join(', ')})`,
  datediff: (texts, lower) => `${texts.length === 3 ? 'timestampdiff' : lower}(${texts.join(', ')})`,
  date_diff: (texts, lower) => `${texts.length === 3 ? 'timestampdiff' : lower}(${texts.join(', ')})`,
}

/** A call as Spark prints it, of the texts of its arguments. */
export function callText(lower: string, written: readonly string[], distinct: boolean, ignoresNulls: boolean): string {
  const form = FORMS[lower]
  if (form !== undefined) return form(written, lower)
  const texts = [...written.slice(0, PRINTED[lower] ?? written.length), ...defaultsOf(lower, written.length)]
  const printed = UPPER.has(lower) ? lower.toUpperCase() : lower
  return `${printed}(${distinct ? 'DISTINCT ' : ''}${texts.join(', ')})${ignoresNulls ? ' ignore nulls' : ''}`
}

const defaultsOf = (lower: string, given: number): readonly string[] =>
  (DEFAULTS[lower]?.slice(given) ?? []).filter(text => text !== null)
