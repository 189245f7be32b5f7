import { describe, expect, it } from 'vitest'
import { changedBySetup, dependsOn, statementKind } from './statement-kind.ts'

const kind = (sql: string, schema = 'struct<>', output = '') =>
  statementKind({ index: 0, line: 1, sql, schema, output })

describe('the kind of a statement', () => {
  it.each([
    ['select 1', 'struct<1:int>', '1'],
    ['(SELECT 1)', 'struct<1:int>', '1'],
    ['-- note\n/* a /* nested */ note */ with t as (select 1) select * from t', 'struct<1:int>', '1'],
    ['values (1)', 'struct<col1:int>', '1'],
    ['TABLE t |> WHERE a', 'struct<a:boolean>', ''],
    ['SELECT * EXCEPT (a) FROM t', 'struct<>', ''],
  ])('%s is a query', (sql, schema, output) => {
    expect(kind(sql, schema, output)).toBe('query')
  })

  it.each(['SELECT 1/0', 'CREATE TEMPORARY VIEW v AS SELECT x'])('%s that failed in Spark is skipped', sql => {
    expect(kind(sql, 'struct<>', 'org.apache.spark.SparkArithmeticException\n{}')).toBe('skipped')
  })

  it.each([
    ['CREATE OR REPLACE TEMPORARY VIEW testData AS SELECT 1', 'name:testdata'],
    ['create table if not exists a.`T 1` (x int) using parquet', 'name:t 1'],
    ['DROP VIEW IF EXISTS v1', 'name:v1'],
    ['INSERT INTO TABLE t VALUES (1)', 'name:t'],
    ['INSERT OVERWRITE t VALUES (1)', 'name:t'],
    ['DECLARE OR REPLACE VARIABLE v INT', 'name:v'],
    ['SET VAR v = 3', 'name:v'],
    ['set spark.sql.ansi.enabled=false', 'set:spark.sql.ansi.enabled'],
    ["SET TIME ZONE 'UTC'", 'set:spark.sql.session.timezone'],
    ['USE db', 'session'],
  ])('%s changes %s', (sql, change) => {
    expect(kind(sql)).toBe('setup')
    expect(changedBySetup(sql)).toBe(change)
  })

  it('a query depends on the names it mentions, and on settings', () => {
    expect(dependsOn('select * from T1', 'name:t1')).toBe(true)
    expect(dependsOn('select * from t11', 'name:t1')).toBe(false)
    expect(dependsOn('select 1', 'set:spark.sql.ansi.enabled')).toBe(true)
    expect(dependsOn('select 1', 'session')).toBe(true)
  })
})
