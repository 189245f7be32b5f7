const STATIC_EXTENSIONS = [
  ...['css', 'js', 'mjs', 'map', 'wasm', 'json', 'xml', 'txt'],
  ...['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'ico', 'bmp', 'tif', 'tiff', 'xbm'],
  ...['woff', 'woff2', 'ttf', 'otf', 'eot'],
  ...['mp3', 'ogg', 'wav', 'm4a', 'flac', 'mp4', 'm4v', 'webm', 'mov', 'avi', 'mpg', 'mpeg'],
  ...['pdf', 'ps', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'odt', 'csv', 'rtf', 'epub'],
  ...[
    'zip',
    'gz',
    'tgz',
    'bz2',
    'xz',
    'zst',
    '7z',
    'rar',
    'tar',
    'jar',
    'exe',
    'msi',
    'dmg',
    'iso',
    'deb',
    'rpm',
    'apk',
  ],
]
const DAY = `strftime(localTime, '%Y-%m-%d')`
/** A visitor; null without a host, so that it is no one's. */
const VISITOR = `CASE WHEN host IS NULL THEN NULL ELSE (host, coalesce("userAgent", chr(1)), ${DAY}) END`

/**
 * The panels of the report by name, as queries over the table `rows`, and over `agents`: a row for each distinct user agent with its
 * `browser`, `os`, `device` and `bot`.
 */
export function panelsSql(top: number): Readonly<Record<string, string>> {
  const logs = `(SELECT *, lower(regexp_extract(path, '[.]([^./]+)$', 1)) AS extension FROM rows)`
  const total = '(SELECT count(*) FROM rows)'
  const isStatic = `extension IN (${STATIC_EXTENSIONS.map(name => `'${name}'`).join(', ')})`
  const ranked = (key: string, name: string, columns: string, condition = 'true', limit = top): string =>
    `SELECT ${name}, ${columns} FROM (
       SELECT ${key} AS ${name}, count(*) AS requests, sum(bytes::DOUBLE) AS bytes, count(DISTINCT ${VISITOR}) AS visitors
       FROM ${logs} LEFT JOIN agents USING ("userAgent") WHERE ${condition} GROUP BY ALL)
     ORDER BY requests DESC, ${name} ASC NULLS FIRST LIMIT ${limit}`
  const share = `requests, requests / ${total} AS share`
  const heaviest = (key: string): string =>
    `SELECT ${key}, sum(bytes::DOUBLE) AS bytes, count(*) AS requests FROM ${logs} GROUP BY ALL HAVING sum(bytes) IS NOT NULL
     ORDER BY bytes DESC, ${key} ASC NULLS FIRST LIMIT ${top}`
  const site = `regexp_extract(lower(referrer), '^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(?:www[.])?([^/?#@]+)', 1)`
  const agents = (name: string): string => ranked(name, 'name', `${share}, visitors`, `${name} IS NOT NULL`, 1e9)
  return {
    daily: `SELECT ${DAY} AS day, count(*) AS requests, count(DISTINCT ${VISITOR}) AS visitors, sum(bytes::DOUBLE) AS bytes
      FROM ${logs} GROUP BY ALL ORDER BY day`,
    hours: `SELECT hour, count(r.line) AS requests FROM range(24) h(hour)
      LEFT JOIN ${logs} r ON hour(r.localTime) = hour GROUP BY ALL ORDER BY hour`,
    weekdays: `SELECT weekday, count(DISTINCT ${DAY}) AS days, count(r.line) AS requests,
        coalesce(count(r.line) / nullif(count(DISTINCT ${DAY}), 0), 0) AS average
      FROM range(1, 8) w(weekday) LEFT JOIN ${logs} r ON isodow(r.localTime) = weekday GROUP BY ALL ORDER BY weekday`,
    methods: ranked('method', 'name', share),
    protocols: ranked('protocol', 'name', share),
    fileTypes: ranked('extension', 'name', `${share}, bytes`, isStatic, 1e9),
    staticFiles: ranked('path', 'name', 'requests, bytes', isStatic),
    users: ranked('"user"', 'name', share, '"user" IS NOT NULL'),
    referringSites: ranked(site, 'site', share, `${site} <> ''`),
    referrers: ranked('referrer', 'name', 'requests', 'referrer IS NOT NULL'),
    bandwidthHosts: heaviest('host'),
    bandwidthEndpoints: heaviest('endpoint'),
    browsers: agents('browser'),
    operatingSystems: agents('os'),
    devices: agents('device'),
    bots: ranked('bot', 'name', `${share}, visitors`, 'bot IS NOT NULL'),
    userAgents: ranked('"userAgent"', 'name', `${share}, visitors`),
  }
}

/** The figures of all requests: one row. */
export const TOTALS_SQL = `SELECT strftime(min(localTime), '%Y-%m-%d %H:%M:%S') AS "from", strftime(max(localTime), '%Y-%m-%d %H:%M:%S') AS "to",
     sum(bytes::DOUBLE) AS bytes, count(DISTINCT ${VISITOR}) AS visitors FROM rows`
