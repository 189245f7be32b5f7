import { userAgentOf } from '@millrace/analytics/panels'
import type { Oracle, Row } from './oracle.ts'
import { panelsSql, TOTALS_SQL } from './panels-sql.ts'

/**
 * The panels of an oracle's rows, in the form of `millrace report --json --panels all`. What a user agent is the same library says, asked
 * for each that DuckDB finds in the text.
 */
export async function oraclePanels(oracle: Oracle, top: number): Promise<Readonly<Record<string, Row | Row[]>>> {
  await oracle.query(
    'CREATE OR REPLACE TEMP TABLE agents ("userAgent" TEXT, browser TEXT, os TEXT, device TEXT, bot TEXT)',
  )
  const texts = await oracle.query('SELECT DISTINCT "userAgent" AS text FROM rows WHERE "userAgent" IS NOT NULL')
  const values = texts.map(({ text }) => {
    const { browser, os, device, bot } = userAgentOf(String(text))
    return `(${[text, browser, os, device, bot].map(literal).join(', ')})`
  })
  if (values.length > 0) await oracle.query(`INSERT INTO agents VALUES ${values.join(', ')}`)
  const panels: Record<string, Row | Row[]> = { totals: (await oracle.query(TOTALS_SQL)).map(plain)[0] }
  for (const [name, sql] of Object.entries(panelsSql(top))) panels[name] = (await oracle.query(sql)).map(plain)
  return panels
}

const literal = (value: unknown): string =>
  value === null ? 'NULL' : `'${String(value).replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`

const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )
