import { describe, expect, it } from 'vitest'
import { countsOf } from './baseline.ts'
import { fileDetails, reasons } from './report-text.ts'
import type { FileResult } from './run-file.ts'
import { runFiles } from './run-files.ts'
import type { Scripted } from './testing/answers-session.ts'

const SET_TIME_ZONE = 'SET spark.sql.session.timeZone=America/Los_Angeles'
const accepted: Scripted = { columns: [], rows: [] }
const one: Scripted = { columns: [{ name: 'a', type: 'int' }], rows: [['1']] }

/** A golden file of these statements, each with schema and output. */
const golden = (...statements: [sql: string, schema?: string, output?: string][]): string =>
  statements
    .map(
      ([sql, schema = 'struct<>', output = '']) =>
        `-- !query\n${sql}\n-- !query schema\n${schema}\n-- !query output\n${output}\n\n\n`,
    )
    .join('')

async function run(text: string, answers: Record<string, Scripted>, input = ''): Promise<FileResult> {
  const [result] = await runFiles({
    artifact: {
      results: new Map([['a', text]]),
      plans: new Map(),
      inputs: new Map([['a', input]]),
      data: new Map(),
    },
    session: {
      specifier: new URL('./testing/answers-session.ts', import.meta.url).href,
      options: { [SET_TIME_ZONE]: accepted, ...answers },
    },
    limitMs: 3000,
  })
  return result!
}

const verdicts = ({ queries }: FileResult) => queries.map(query => query.verdict)

describe('running a golden file', () => {
  it('counts passed, refused and wrong SELECTs, and nothing else', async () => {
    const result = await run(
      golden(
        ['select good', 'struct<a:int>', '1'],
        ['select otherName', 'struct<b:int>', '1'],
        ['select otherType', 'struct<a:bigint>', '1'],
        ['select otherRow', 'struct<a:int>', '2'],
        ['select unknown', 'struct<a:int>', '1'],
        ['select failsInSpark', 'struct<>', 'org.apache.spark.sql.AnalysisException\n{}'],
        ['SHOW TABLES', 'struct<t:string>', 't'],
      ),
      { 'select good': one, 'select otherName': one, 'select otherType': one, 'select otherRow': one },
    )
    expect(verdicts(result)).toEqual(['passed', 'passed', 'wrong', 'wrong', 'refused'])
    expect(countsOf(result)).toEqual({ passed: 2, refused: 1, wrong: 2, of: 5 })
    const details = fileDetails(result)
    expect(details).toContain(
      'a #1 (line 10): names differ\n    select otherName\n  - column 1  b: int\n  + column 1  a: int',
    )
    expect(details).toContain('wrong types\n    select otherType\n  - column 1  a: bigint\n  + column 1  a: int')
    expect(details).toContain('wrong rows\n    select otherRow\n  - 2\n  + 1')
    expect(details).toContain('refused\n    select unknown\n  ! Error: unknown: select unknown')
    expect(details).not.toContain('select good')
    expect(reasons([result], 1)).toMatch(/^ +1 {2}Error: unknown: select unknown .*\(a\)$/)
  })

  it('a wrong answer that needs a refused statement is refused', async () => {
    const result = await run(
      golden(
        ['create table t (a int)'],
        ['select a from t', 'struct<a:int>', '2'],
        ['select a from u', 'struct<a:int>', '2'],
      ),
      { 'select a from t': one, 'select a from u': one },
    )
    expect(verdicts(result)).toEqual(['refused', 'wrong'])
    expect(result.queries[0]!.error!.message).toContain('name:t')
    expect(result.refusedSetups.map(setup => setup.sql)).toEqual(['create table t (a int)'])
  })

  it.each(['accepted', 'refused'])(
    'a refused setting makes wrong answers refused until it is set back (%s)',
    async how => {
      const off = 'SET spark.sql.ansi.enabled=false'
      const on = 'SET spark.sql.ansi.enabled=true'
      const text = golden(
        [off, 'struct<key:string,value:string>', 'x'],
        ['select 1', 'struct<a:int>', '2'],
        ['select 2', 'struct<a:int>', '1'],
        [on, 'struct<key:string,value:string>', 'x'],
        ['select 1', 'struct<a:int>', '2'],
      )
      const result = await run(text, {
        [on]: how === 'accepted' ? accepted : { error: 'no settings' },
        'select 1': one,
        'select 2': one,
      })
      expect(verdicts(result)).toEqual(['refused', 'passed', 'wrong'])
    },
  )

  it('sets what the input asks for, but nothing that changes only speed', async () => {
    const input = '--SET spark.sql.binaryOutputStyle=HEX, spark.sql.x = 1\n--SET spark.sql.codegen.wholeStage = true\n'
    const { refusedSetups } = await run(golden(), {}, input)
    expect(refusedSetups.map(setup => setup.sql)).toEqual(['SET spark.sql.binaryOutputStyle=HEX', 'SET spark.sql.x=1'])
  })

  it.each(['never', 'endless', 'exit'] as const)(
    'a statement that ends with %s is refused, and views are made anew',
    async how => {
      const result = await run(
        golden(
          ['create temporary view v as select 1'],
          ['select hangs', 'struct<a:int>', '1'],
          ['select views', 'struct<view:string>', 'v'],
        ),
        { 'select hangs': how },
      )
      expect(verdicts(result)).toEqual(['refused', 'passed'])
      expect(result.queries[0]!.error!.code).toBe(how === 'exit' ? 'exit' : 'time limit')
    },
  )

  it('says which module cannot be loaded', async () => {
    const artifact = { results: new Map([['a', '']]), plans: new Map(), inputs: new Map(), data: new Map() }
    const session = { specifier: 'node:no-such-module' }
    await expect(runFiles({ artifact, session })).rejects.toThrow('node:no-such-module cannot be loaded')
  })
})
