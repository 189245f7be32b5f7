import { type CommandHelp, defineOptions } from '@millrace/config'

export const reportOptions = defineOptions({
  file: {
    type: 'path',
    repeatable: true,
    positional: true,
    required: true,
    help: 'Log files, directories or globs; plain, .gz or .zst; - for stdin',
  },
  json: { type: 'boolean', help: 'Print one JSON document instead of a page' },
  html: { type: 'path', placeholder: 'file', help: 'Write one HTML file that needs nothing else instead' },
  csv: { type: 'path', placeholder: 'directory', help: 'Write one CSV file a panel into this directory instead' },
  panels: {
    type: 'choice',
    choices: ['all', 'main'],
    defaultText: 'all; with --json main',
    help: 'Every panel, or the analyses of the main job only, which is faster',
  },
  from: {
    type: 'string',
    placeholder: 'day|time',
    group: 'Filters',
    help: "Requests from this day or time on: the log's own local one, or with Z or an offset an instant",
  },
  to: {
    type: 'string',
    placeholder: 'day|time',
    group: 'Filters',
    help: 'Requests up to the end of this day, or before this time',
  },
  where: {
    type: 'string',
    placeholder: 'condition',
    group: 'Filters',
    help: 'Requests for which this condition of millrace sql is true; times are UTC',
  },
  top: { type: 'integer', default: 10, min: 1, max: 100000, help: 'Rows of the ranked lists' },
  format: {
    type: 'string',
    default: 'weblog',
    placeholder: 'format',
    help: 'Log format: a name, a format string with % or $, or auto; weblog takes common and combined, line by line',
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
    `millrace report access.log --where "status >= 500 and path like '/api/%'" --from 2015-05-18`,
    'millrace report access.log --html report.html',
    'millrace report access.log --csv figures',
    'cat old/*.gz | millrace report - --json --top 20',
  ],
}
