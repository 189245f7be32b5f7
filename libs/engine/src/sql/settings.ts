import { unsupported } from './sql-error.ts'
import type { SqlStatement } from './syntax.ts'

/** Settings that say what Millrace does anyway, by their names in lower case. */
const HONOURED: Readonly<Record<string, string>> = {
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.casesensitive': 'false',
  'spark.sql.timestamptype': 'timestamp_ltz',
  'spark.sql.legacy.timeparserpolicy': 'corrected',
  'spark.sql.legacy.cteprecedencepolicy': 'corrected',
  'spark.sql.groupbyordinal': 'true',
  'spark.sql.orderbyordinal': 'true',
  'spark.sql.groupbyaliases': 'true',
  'spark.sql.crossjoin.enabled': 'true',
  'spark.sql.legacy.allowparameterlesscount': 'false',
  'spark.sql.legacy.allowstarwithsingletableidentifierincount': 'false',
  'spark.sql.ansi.enforcereservedkeywords': 'false',
  'spark.sql.ansi.doublequotedidentifiers': 'false',
}

/** Settings that change how Spark computes, never what it answers. */
const HARMLESS = [
  /^spark\.sql\.shuffle\.partitions$/,
  /^spark\.sql\.adaptive\./,
  /^spark\.sql\.autobroadcastjointhreshold$/,
  /^spark\.sql\.codegen\./,
  /^spark\.sql\.join\.prefersortmergejoin$/,
  /^spark\.sql\.optimizer\.(?!.*legacy)/,
  /^spark\.sql\.cbo\./,
  /^spark\.sql\.cterecursionanchorrowslimittoconverttolocalrelation$/,
]

export type Setting = 'timeZone' | 'nullInEmpty' | 'recursionLevels' | 'recursionRows' | 'nothing'

/** What a SET statement sets here. Refused when it would change answers in a way that Millrace does not know. */
export function settingOf(statement: Extract<SqlStatement, { kind: 'set' }>): Setting {
  const key = statement.key.toLowerCase()
  if (key === 'spark.sql.session.timezone') return 'timeZone'
  if (key === 'spark.sql.legacy.nullinemptylistbehavior' && /^(?:true|false)$/i.test(statement.value))
    return 'nullInEmpty'
  if (key === 'spark.sql.cterecursionlevellimit') return 'recursionLevels'
  if (key === 'spark.sql.cterecursionrowlimit') return 'recursionRows'
  if (HONOURED[key] === statement.value.toLowerCase() || HARMLESS.some(h => h.test(key))) return 'nothing'
  throw unsupported(`SET ${statement.key}=${statement.value}`, statement.at)
}
