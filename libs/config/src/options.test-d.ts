import { expectTypeOf } from 'vitest'
import { defineOptions } from './define-options.ts'
import { parseOptions } from './parse-options.ts'

const schema = defineOptions({
  kafka: { type: 'list', env: 'KAFKA_BROKERS', help: 'Brokers' },
  table: { type: 'location', required: true, help: 'Table' },
  trigger: { type: 'duration', default: '10s', help: 'Interval' },
  rate: { type: 'number', help: 'Lines a second' },
  parquet: { type: 'choice', choices: ['zstd', 'plain'], default: 'zstd', help: 'Encoding' },
  format: { type: 'choice', choices: ['common', 'combined'], help: 'Format' },
  once: { type: 'boolean', help: 'Stop at the end' },
  file: { type: 'path', repeatable: true, help: 'Input' },
  hdfs: { type: 'url', help: 'NameNode' },
})

expectTypeOf(parseOptions(schema, [], {})).toEqualTypeOf<{
  readonly kafka: readonly string[] | undefined
  readonly table: string
  readonly trigger: number
  readonly rate: number | undefined
  readonly parquet: 'zstd' | 'plain'
  readonly format: 'common' | 'combined' | undefined
  readonly once: boolean
  readonly file: readonly string[]
  readonly hdfs: URL | undefined
}>()

// @ts-expect-error nx keeps --verbose for itself
defineOptions({ verbose: { type: 'boolean', help: 'Say more' } })
// @ts-expect-error a duration's default is written with its unit
defineOptions({ trigger: { type: 'duration', default: 10, help: 'Interval' } })
// @ts-expect-error there is no such type
defineOptions({ when: { type: 'date', help: 'Day' } })
