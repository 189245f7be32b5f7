/** The NCSA formats as regular expressions of DuckDB (RE2), written from the format's description alone. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Digits whose number is at most the given one; leading zeros may stand before it. */
function atMost(limit: string): string {
  const smaller = [...limit].flatMap((digit, i) =>
    digit === '0' ? [] : [`${limit.slice(0, i)}[0-${Number(digit) - 1}][0-9]{${limit.length - i - 1}}`],
  )
  return `0*(?:[0-9]{1,${limit.length - 1}}|${[...smaller, limit].join('|')})`
}

const field = '([^ ]+)'
const time = `\\[([0-9]{2})/(${MONTHS.join('|')})/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})\\]`
/** A backslash takes the next character with it, so the quote behind the group is unescaped; as short as the rest allows. */
const quoted = '"((?:[^\\\\]|\\\\.)*?)"'
const size = `(-|${atMost('9223372036854775807')})`
const line = `(?s)^${field} ${field} ${field} ${time} ${quoted} ([0-9]{3}) ${size}( ${quoted} ${quoted})?$`

const LINE_GROUPS =
  'host ident user day month year hour minute second sign offsetHours offsetMinutes request status size combined referrer userAgent'

const list = (names: readonly string[]): string => `[${names.map(name => `'${name}'`).join(', ')}]`
const groups = (names: string): string => list(names.split(' '))
const dashIsNull = (name: string): string => `nullif(f.${name}, '-')`

/**
 * Statements that make, from a table `lines(line BIGINT, text VARCHAR)`, the tables `rows` (the 13 columns of the parsed
 * lines, `line`, the local time and the endpoint) and `malformed` (their `line`).
 */
export const FORMAT_SQL = [
  `CREATE TEMP TABLE matched AS
   SELECT line, regexp_extract(text, '${line}', ${groups(LINE_GROUPS)}) AS f FROM lines`,

  // A day that the calendar does not have makes try_cast null; year 0 is no year.
  `CREATE TEMP TABLE timed AS
   SELECT *,
     CASE WHEN f.status <> '' AND f.year <> '0000' AND f.hour <= '23' AND f.minute <= '59' AND f.second <= '59'
       AND f.offsetMinutes <= '59' AND f.offsetHours || f.offsetMinutes <= '1800'
     THEN try_cast(format('{}-{:02d}-{} {}:{}:{}', f.year, list_position(${list(MONTHS)}, f.month), f.day, f.hour,
       f.minute, f.second) AS TIMESTAMP) END AS localTime,
     (f.sign || '1')::INT * (60 * try_cast(f.offsetHours AS INT) + try_cast(f.offsetMinutes AS INT)) AS utcOffset,
     regexp_extract(f.request, '(?s)^([A-Z]+) (.+) (HTTP/[^ ]*)$', ['method', 'target', 'protocol']) AS withProtocol,
     regexp_extract(f.request, '(?s)^([A-Z]+) (.+)$', ['method', 'target']) AS plain
   FROM matched`,

  `CREATE TEMP TABLE requests AS
   SELECT *,
     CASE WHEN withProtocol.method <> '' THEN withProtocol.method WHEN odd THEN NULL ELSE plain.method END AS method,
     CASE WHEN withProtocol.method <> '' THEN withProtocol.target WHEN odd THEN NULL ELSE plain.target END AS target,
     nullif(withProtocol.protocol, '') AS protocol
   FROM (
     SELECT *, withProtocol.method = '' AND (plain.method = '' OR regexp_matches(plain.target, '^ ?HTTP/[^ ]*$')) AS odd
     FROM timed WHERE localTime IS NOT NULL)`,

  `CREATE TEMP TABLE rows AS
   SELECT *, path || CASE WHEN query IS NULL THEN '' ELSE '?' || query END AS endpoint
   FROM (
     SELECT line, localTime,
       ${dashIsNull('host')} AS host, ${dashIsNull('ident')} AS ident, ${dashIsNull('user')} AS "user",
       localTime - to_minutes(utcOffset) AS "time", utcOffset::SMALLINT AS "utcOffset", method,
       CASE WHEN odd THEN ${dashIsNull('request')} ELSE regexp_extract(target, '(?s)^[^?]*') END AS path,
       CASE WHEN target LIKE '%?%' THEN regexp_extract(target, '(?s)^[^?]*[?](.*)$', 1) END AS query,
       protocol, f.status::SMALLINT AS status, nullif(f.size, '-')::BIGINT AS bytes,
       CASE WHEN f.combined <> '' THEN ${dashIsNull('referrer')} END AS referrer,
       CASE WHEN f.combined <> '' THEN ${dashIsNull('userAgent')} END AS "userAgent"
     FROM requests)`,

  'CREATE TEMP TABLE malformed AS SELECT line FROM timed WHERE localTime IS NULL',
]

/** The columns of a parsed line, in the order of the line. */
export const COLUMNS =
  'host ident user time utcOffset method path query protocol status bytes referrer userAgent'.split(' ')
