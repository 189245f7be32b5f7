/**
 * Statements that put a session into the state SQLQueryTestSuite runs a file in: the suite's time zone, what its folder
 * stands for, and the `--SET` lines of its input.
 * @param name like `postgreSQL/boolean`
 * @param input text of the file under `sql-tests/inputs`
 */
export function settingsOf(name: string, input: string): string[] {
  const settings = ['spark.sql.session.timeZone=America/Los_Angeles']
  if (/^(?:udf\/)?postgreSQL\//.test(name)) settings.push('spark.sql.legacy.interval.enabled=true')
  if (name.startsWith('nonansi/')) settings.push('spark.sql.ansi.enabled=false')
  if (name.startsWith('timestampNTZ/')) settings.push('spark.sql.timestampType=TIMESTAMP_NTZ')
  for (const [, line] of input.matchAll(/^[ \t]*--SET (.*)$/gm))
    for (const setting of line!.split(',')) {
      const [key, value] = setting.split(/=(.*)/s)
      settings.push(`${key!.trim()}=${(value ?? '').trim()}`)
    }
  return settings.filter(setting => !changesOnlySpeed(setting)).map(setting => `SET ${setting}`)
}

/** True for a setting, or a SET statement, that chooses how Spark computes an answer and never which. */
export const changesOnlySpeed = (setting: string): boolean =>
  /^\s*(?:(?:RE)?SET\s+)?spark\.sql\.(?:codegen|adaptive|cbo|shuffle|autoBroadcast|join\.|leafNode|maxMetadata|optimizeNullAware|optimizer\.(?!.*legacy))/i.test(
    setting,
  )
