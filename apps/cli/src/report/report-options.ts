import { type CommandHelp, defineOptions } from '@millrace/config'

export const reportOptions = defineOptions({
  file: {
    type: 'path',
    repeatable: true,
    positional: true,
    required: true,
    help: 'Log files, directories or globs; plain, .gz or .zst; - for stdin',
  },
  json: { type: 'boolean', help: 'Print one JSON document instead of tables' },
  top: { type: 'integer', default: 10, min: 1, max: 100000, help: 'Rows of the ranked lists' },
  format: {
    type: 'choice',
    choices: ['weblog', 'common', 'combined'],
    default: 'weblog',
    help: 'Log format; weblog takes common and combined, line by line',
  },
  workers: {
    type: 'integer',
    min: 0,
    max: 64,
    defaultText: 'by size',
    help: 'Worker threads; 0 does everything in one thread',
  },
})

/** What `--help` says besides the options. */
export const reportHelp: CommandHelp = {
  name: 'millrace report',
  summary: 'Every analysis of web server logs in one go, without broker or store.',
  examples: [
    'millrace report access.log --json',
    'millrace report /var/log/nginx',
    'cat old/*.gz | millrace report - --json --top 20',
  ],
}
