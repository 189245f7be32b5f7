import { MALFORMED_REASONS, webLogSchema } from '@millrace/log-parser'
import {
  APACHE_ARGUMENTS,
  APACHE_DIRECTIVES,
  columnsOf,
  type FieldValue,
  formatLayout,
  GENERIC_JSON_NAMES,
  NGINX_VARIABLES,
  PRESETS,
  presetNames,
  SAMPLES,
} from '@millrace/log-parser/formats'

/** The reference page of log formats, from the tables that the parsers use. */
export function formatsPage(): string {
  const columns = webLogSchema.map(
    ({ name, type, nullable }) => `| \`${name}\` | ${type} | ${nullable ? 'yes' : 'no'} |`,
  )
  const reasons = Object.entries(MALFORMED_REASONS).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`)
  return [
    '# Log formats',
    '',
    'What `--format`, `USING` and the option `logFormat` take: the name of a preset (dashes may stand for underscores), a format string of Apache',
    '(with `%`) or of nginx (with `$`), `json:column=member,...`, or the `#Fields:` of a W3C log without one. `auto`, where it is taken, looks at the first lines. See',
    '[Log formats](../guide/log-formats.md) in the guide.',
    '',
    '## Presets',
    '',
    'Each has the columns of web logs, null where its lines do not tell them (`time`, `utcOffset` and `status` too), and these of its own:',
    '',
    '| Preset | Format | Columns of its own |',
    '| --- | --- | --- |',
    ...presetNames.map(name => `| \`${name}\` | ${PRESETS[name].title} | ${ownColumns(name)} |`),
    '',
    '## Columns of web logs',
    '',
    '| Column | Type | Null |',
    '| --- | --- | --- |',
    ...columns,
    '',
    "`-` is null. `time` is UTC in microseconds; `utcOffset` is the log's own zone in minutes. A request that is not METHOD, target and",
    'perhaps HTTP/version stands whole in `path`. Bytes that are not UTF-8 are shown as `\\xhh`. Durations are in microseconds.',
    '',
    '## Directives of Apache',
    '',
    directives(APACHE_DIRECTIVES, name => `%${name}`),
    directives(APACHE_ARGUMENTS, name => `%${name}`),
    '| `%{...}t` | `time`, `utcOffset`: conversions of strftime, `sec`, `msec`, `usec`, `msec_frac`, `usec_frac`; several together make one time |',
    '| `%{Name}i` | `referrer`, `userAgent`, `serverName` (Host), `forwardedFor` (X-Forwarded-For), or the name in camel case |',
    '| `%{Name}o`, `%{Name}C`, `%{Name}e`, `%{Name}n` | text: the name in camel case behind `response`, `cookie`, `env`, `note` |',
    '| `%{Name}x` | `tlsProtocol`, `tlsCipher`, or the name in camel case |',
    '',
    '`%>s`, `%<s` and conditions such as `%400,501{Accept}i` are read like the directive without them. Where several directives give a column, the first fills it.',
    '',
    '## Variables of nginx',
    '',
    directives(NGINX_VARIABLES, name => `$${name}`),
    '| `$http_name` | text: the name in camel case |',
    '| `$sent_http_name`, `$upstream_http_name` | text: the name in camel case behind `response`, `upstream` |',
    '| any other | text: the name in camel case |',
    '',
    '## JSON lines',
    '',
    'Members that the format `json` looks for, the first that is there; `json:host=client.ip,time=ts` names others. Of an array the first element is',
    "meant. A time is ISO 8601, Apache's, or a number of seconds, milli-, micro- or nanoseconds since 1970.",
    '',
    '| Column | Members |',
    '| --- | --- |',
    ...Object.entries(GENERIC_JSON_NAMES).map(
      ([name, paths]) => `| \`${name}\` | ${paths.map(path => `\`${path}\``).join(', ')} |`,
    ),
    '',
    '## Malformed lines',
    '',
    'Of `weblog`, `common`, `combined` and `nginx`:',
    '',
    '| Reason | Meaning |',
    '| --- | --- |',
    ...reasons,
    '',
    'Of the others: `empty`, the first field that cannot be right, `trailing` for something behind the last; `json` for a line that is no JSON object, `fields` for one that has not',
    'as many fields as its header.',
    '',
    '## Samples',
    '',
    ...presetNames.flatMap(sample),
  ].join('\n')
}

function ownColumns(preset: (typeof presetNames)[number]): string {
  const names = formatLayout({ preset }).schema.map(({ name }) => name)
  const own = names.filter(name => !webLogSchema.some(column => column.name === name))
  return own.map(name => `\`${name}\``).join(', ')
}

function directives(table: Readonly<Record<string, FieldValue>>, written: (name: string) => string): string {
  const rows = Object.entries(table).map(([name, value]) => {
    const columns = columnsOf({ name, value }).map(column => `\`${column.name}\` (${column.type})`)
    return `| \`${written(name)}\` | ${columns.join(', ')} |`
  })
  const head =
    written('').startsWith('%') && table !== APACHE_ARGUMENTS ? ['| Directive | Columns |', '| --- | --- |'] : []
  const variables = written('').startsWith('$') ? ['| Variable | Columns |', '| --- | --- |'] : []
  return [...head, ...variables, ...rows].join('\n')
}

function sample(preset: (typeof presetNames)[number]): string[] {
  const { lines, source } = SAMPLES[preset]
  return [`\`${preset}\`, from ${source}:`, '', '```text', ...lines, '```', '']
}
