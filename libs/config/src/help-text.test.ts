import { expect, test } from 'vitest'
import { defineOptions } from './define-options.ts'
import { helpText } from './help-text.ts'
import { referencePage } from './reference-page.ts'

const schema = defineOptions({
  kafka: {
    type: 'list',
    env: 'KAFKA_BROKERS',
    placeholder: 'host:port',
    group: 'Source',
    help: 'Kafka brokers to read from, instead of the embedded journal that is used when none is named',
  },
  trigger: { type: 'duration', default: '10s', help: 'Time between batches' },
  parquet: { type: 'choice', choices: ['zstd', 'plain'], default: 'zstd', help: 'Encoding of the files' },
  checkpoint: { type: 'path', defaultText: '<table>.checkpoint', env: 'CHECKPOINT', help: 'Checkpoint' },
  progress: { type: 'boolean', default: true, help: 'Show a progress bar' },
  file: { type: 'path', repeatable: true, required: true, positional: true, placeholder: 'file', help: 'Input' },
})
const command = {
  name: 'millrace demo',
  summary: 'Shows the help.',
  examples: ['millrace demo a.log'],
  notes: ['A note.'],
}

test('help is 80 columns of groups, defaults and environment names', () => {
  expect(helpText(command, schema)).toBe(`Usage: millrace demo [options] <file>...

Shows the help.

Source:
  --kafka <host:port,...>     Kafka brokers to read from, instead of the
                              embedded journal that is used when none is named
                              (env KAFKA_BROKERS)

Options:
  --trigger <duration>        Time between batches (default 10s)
  --parquet <zstd|plain>      Encoding of the files (default zstd)
  --checkpoint <path>         Checkpoint (default <table>.checkpoint; env
                              CHECKPOINT)
  --[no-]progress             Show a progress bar
  --file <file>               Input (required; repeatable)
  --help                      Show this help

Examples:
  millrace demo a.log

A note.
`)
})

test('the reference page is a Markdown table', () => {
  expect(referencePage(command, schema)).toBe(`## millrace demo

Shows the help.

### Source

| Option | Default | Environment | Meaning |
| --- | --- | --- | --- |
| \`--kafka <host:port,...>\` |  | \`KAFKA_BROKERS\` | ${schema.kafka.help}. |

### Options

| Option | Default | Environment | Meaning |
| --- | --- | --- | --- |
| \`--trigger <duration>\` | \`10s\` |  | Time between batches. |
| \`--parquet <zstd\\|plain>\` | \`zstd\` |  | Encoding of the files. |
| \`--checkpoint <path>\` | \\<table>.checkpoint | \`CHECKPOINT\` | Checkpoint. |
| \`--[no-]progress\` | \`true\` |  | Show a progress bar. |
| \`--file <file>\` | required |  | Input. Also as \`file\` without the flag. |

\`\`\`sh
millrace demo a.log
\`\`\`

A note.
`)
})
