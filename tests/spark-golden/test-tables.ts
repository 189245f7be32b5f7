import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The tables that SQLQueryTestSuite makes before it runs a file, with a `create temporary view` for each. */
export type TestTables = ReadonlyMap<string, string>

const TENK_COLUMNS =
  'unique1 int, unique2 int, two int, four int, ten int, twenty int, hundred int, thousand int, twothousand int, ' +
  'fivethous int, tenthous int, odd int, even int, stringu1 string, stringu2 string, string4 string'

/** @param folder where the data files of aggtest, onek and tenk1 are put */
export async function prepareTestTables(data: ReadonlyMap<string, Uint8Array>, folder: string): Promise<TestTables> {
  for (const [name, bytes] of data) await writeFile(join(folder, name), bytes)
  const values = (view: string, columns: string, rows: readonly string[]): string =>
    `create temporary view ${view} as select * from values ${rows.join(', ')} as t(${columns})`
  const csv = (view: string, columns: string, file: string): string =>
    `create temporary view ${view} (${columns}) using csv ` +
    `options (path '${join(folder, file)}', delimiter '\\t', header 'false')`
  const map = (size: number, digit: number): string =>
    `(map(${Array.from('abcde'.slice(0, size), (letter, i) => `${i + 1}, '${letter}${digit}'`).join(', ')}))`
  const hundred = Array.from({ length: 100 }, (_, i) => `(${i + 1}, '${i + 1}')`)
  const arrays = ['(array(1, 2, 3), array(array(1, 2, 3)))', '(array(2, 3, 4), array(array(2, 3, 4)))']
  const maps = [map(5, 1), map(4, 2), map(3, 3), map(2, 4), map(1, 5)]
  return new Map([
    ['testdata', values('testdata', 'key, value', hundred)],
    ['arraydata', values('arraydata', 'arraycol, nestedarraycol', arrays)],
    ['mapdata', values('mapdata', 'mapcol', maps)],
    ['aggtest', csv('aggtest', 'a int, b float', 'agg.data')],
    ['onek', csv('onek', TENK_COLUMNS, 'onek.data')],
    ['tenk1', csv('tenk1', TENK_COLUMNS, 'tenk.data')],
  ])
}
