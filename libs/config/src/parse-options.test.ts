import { MillraceError } from '@millrace/errors'
import { describe, expect, test } from 'vitest'
import { defineOptions } from './define-options.ts'
import { flagGiven, parseOptions, wantsHelp } from './parse-options.ts'

const schema = defineOptions({
  kafka: { type: 'list', env: ['KAFKA_BROKERS', 'BROKERS'], help: 'Brokers' },
  table: { type: 'location', env: 'HDFS_URL', aliases: ['hdfs'], default: 'data/logs', help: 'Table' },
  trigger: { type: 'duration', default: '10s', min: '100ms', help: 'Interval' },
  segment: { type: 'size', default: '128MB', max: '1GiB', help: 'File size' },
  top: { type: 'integer', default: 10, min: 1, max: 1000, help: 'Rows' },
  damage: { type: 'number', default: 0, min: 0, max: 1, help: 'Share' },
  parquet: { type: 'choice', choices: ['zstd', 'plain'], default: 'zstd', help: 'Encoding' },
  once: { type: 'boolean', help: 'Stop at the end' },
  progress: { type: 'boolean', default: true, env: 'PROGRESS', help: 'Bar' },
  startingOffsets: { type: 'string', help: 'Where to start' },
  nameNode: { type: 'url', help: 'NameNode' },
  file: { type: 'path', repeatable: true, positional: true, help: 'Input' },
})

const parse = (argv: string[], env: Record<string, string> = {}) => parseOptions(schema, argv, env)

function refusal(argv: string[], env: Record<string, string> = {}): string {
  try {
    parse(argv, env)
  } catch (error) {
    expect(error).toBeInstanceOf(MillraceError)
    expect(error).toMatchObject({ code: 'MILLRACE_USAGE', exitCode: 2 })
    return (error as Error).message
  }
  throw new Error('was accepted')
}

test('a flag is given in both forms, not behind --, not in the environment', () => {
  expect(flagGiven(['--once', '--kafka', 'a:1'], '--kafka')).toBe(true)
  expect(flagGiven(['--kafka=a:1'], '--kafka')).toBe(true)
  expect(flagGiven(['--kafka-more', 'x', '--', '--kafka'], '--kafka')).toBe(false)
})

describe('values', () => {
  test('defaults', () => {
    expect(parse([])).toEqual({
      kafka: undefined,
      table: `${process.cwd()}/data/logs`,
      trigger: 10_000,
      segment: 128_000_000,
      top: 10,
      damage: 0,
      parquet: 'zstd',
      once: false,
      progress: true,
      startingOffsets: undefined,
      nameNode: undefined,
      file: [],
    })
  })

  test('both flag forms, aliases, kebab-case, repeated and positional', () => {
    const values = parse(
      [
        '--kafka=a:1,b:2',
        '--kafka',
        'c:3',
        '--hdfs',
        'http://nn:9870/w',
        '--once',
        '--no-progress',
        'x',
        '--file',
        'y',
      ].concat([
        '--starting-offsets={"logs":{"0":-2}}',
        '--segment=4MiB',
        '--name-node',
        'https://h',
        '-',
        '--',
        '--odd',
      ]),
      { INIT_CWD: '/home/me', npm_command: 'run' },
    )
    expect(values).toMatchObject({
      kafka: ['a:1', 'b:2', 'c:3'],
      table: 'http://nn:9870/w',
      once: true,
      progress: false,
      startingOffsets: '{"logs":{"0":-2}}',
      segment: 4 * 1024 * 1024,
      file: ['/home/me/x', '/home/me/y', '-', '/home/me/--odd'],
    })
    expect(values.nameNode?.href).toBe('https://h/')
  })

  test('flags beat environment beats defaults, and an empty variable is unset', () => {
    const env = { KAFKA_BROKERS: '', BROKERS: 'e:1', HDFS_URL: 'http://env/', PROGRESS: 'off' }
    expect(parse(['--table', 'http://flag/'], env)).toMatchObject({
      kafka: ['e:1'],
      table: 'http://flag/',
      progress: false,
    })
    expect(parse(['--progress'], env)).toMatchObject({ table: 'http://env/', progress: true })
  })

  test('INIT_CWD counts only under npm or nx', () => {
    expect(parse(['x'], { INIT_CWD: '/elsewhere' }).file).toEqual([`${process.cwd()}/x`])
    expect(parse(['x'], { INIT_CWD: '/elsewhere', NX_TASK_TARGET_TARGET: 'serve' }).file).toEqual(['/elsewhere/x'])
  })

  test('the last of a repeated single flag counts; a negative number is a value', () => {
    expect(parse(['--top', '3', '--top', '4']).top).toBe(4)
    expect(refusal(['--top', '-3'])).toBe('--top: "-3" is not a whole number from 1 to 1000.')
  })
})

describe('refusals are one sentence', () => {
  test.each([
    [['--triger', '1s'], 'Unknown option --triger; did you mean --trigger?'],
    [['--startingOffsets=x'], 'Unknown option --startingOffsets; did you mean --starting-offsets?'],
    [['--zzzz'], 'Unknown option --zzzz; --help lists the options.'],
    [['-f'], 'Unknown option -f; --help lists the options.'],
    [
      ['--trigger', '10'],
      '--trigger: "10" is not a duration of at least 100ms with its unit, such as 500ms, 10s, 2m or 1h.',
    ],
    [
      ['--trigger=50ms'],
      '--trigger: "50ms" is not a duration of at least 100ms with its unit, such as 500ms, 10s, 2m or 1h.',
    ],
    [['--segment', '2GiB'], '--segment: "2GiB" is not a size of at most 1GiB such as 128MB or 4MiB.'],
    [['--top=1.5'], '--top: "1.5" is not a whole number from 1 to 1000.'],
    [['--top=0x10'], '--top: "0x10" is not a whole number from 1 to 1000.'],
    [['--damage=2'], '--damage: "2" is not a number from 0 to 1.'],
    [['--parquet', 'plan'], '--parquet: "plan" is not one of zstd, plain; did you mean plain.'],
    [['--once=maybe'], '--once: "maybe" is not true or false.'],
    [['--no-once=1'], '--no-once takes no value, but "1" was given.'],
    [
      ['--name-node', 'hdfs://h:9000'],
      '--name-node: "hdfs://h:9000" is not a URL that starts with http:// or https://.',
    ],
    [['--kafka'], '--kafka needs a value; expected a comma-separated list.'],
    [['--kafka', '--once'], '--kafka needs a value; expected a comma-separated list.'],
    [['--table='], '--table: the value is empty; expected a path or a URL.'],
  ])('%j', (argv, message) => {
    expect(refusal(argv)).toBe(message)
  })

  test('a bad environment value names the variable', () => {
    expect(refusal([], { PROGRESS: 'perhaps' })).toBe('PROGRESS (environment): "perhaps" is not true or false.')
  })

  test('what is missing and what is too much', () => {
    const one = defineOptions({
      out: { type: 'path', required: true, positional: true, env: 'OUT', help: 'Output' },
    })
    expect(() => parseOptions(one, [], {})).toThrow('No out (or OUT in the environment) was given; expected a path.')
    const several = defineOptions({
      files: { type: 'path', required: true, positional: true, repeatable: true, placeholder: 'file', help: 'Input' },
    })
    expect(() => parseOptions(several, [], {})).toThrow('No file was given; expected a path (or several).')
    expect(() => parseOptions(one, ['a', 'b'], {})).toThrow('Unexpected argument "b"; only one is expected here.')
    expect(() => parseOptions(defineOptions({}), ['a'], {})).toThrow('Unexpected argument "a"; none is expected here.')
  })
})

test('help is asked for before -- only', () => {
  expect(wantsHelp(['--top', '3', '--help'])).toBe(true)
  expect(wantsHelp(['-h'])).toBe(true)
  expect(wantsHelp(['--', '--help'])).toBe(false)
})

test('a schema that cannot work is a defect', () => {
  const text = { type: 'string', help: 'x' } as const
  expect(() => defineOptions({ a: { ...text, aliases: ['verbose'] } })).toThrow('--verbose is reserved')
  expect(() => defineOptions({ a: text, b: { ...text, aliases: ['a'] } })).toThrow('declared twice')
  expect(() => defineOptions({ a: { ...text, positional: true }, b: { ...text, positional: true } })).toThrow(
    'positional',
  )
  expect(() => defineOptions({ a: { type: 'duration', default: '10', help: 'x' } })).toThrow('Default of --a')
})
