/** `application_id` of a journal: the ASCII letters MLRJ. */
export const APPLICATION_ID = 0x4d4c524a

/** `user_version` of the layout below. */
export const SCHEMA_VERSION = 1

/** Set before anything is written. 32 KiB pages hold a blob of 1 MB in some 30 overflow pages. */
export const PAGE_SIZE = 32768

/**
 * The layout. Offsets are row numbers from 0 in each partition; `start_offset` is the first one still there, `end_offset` the
 * next one to be written. `batches.data` is what batch-payload.ts describes, compressed as `codec` says; `crc` is the CRC-32
 * of the stored bytes, because SQLite itself keeps no checksums. Times are milliseconds since 1970.
 */
export const SCHEMA = `
create table topics (
  id integer primary key autoincrement,
  uuid text not null unique,
  name text not null unique,
  created integer not null,
  retention_bytes integer,
  retention_ms integer
);
create table partitions (
  topic integer not null references topics(id) on delete cascade,
  partition integer not null,
  start_offset integer not null default 0,
  end_offset integer not null default 0,
  bytes integer not null default 0,
  primary key (topic, partition)
) without rowid;
create table batches (
  id integer primary key,
  topic integer not null references topics(id) on delete cascade,
  partition integer not null,
  base integer not null,
  count integer not null,
  timestamp integer not null,
  codec integer not null,
  keyed integer not null,
  crc integer not null,
  size integer not null,
  data blob not null
);
create unique index batch_offsets on batches (topic, partition, base);
create table positions (
  topic integer not null references topics(id) on delete cascade,
  source text not null,
  position text not null,
  primary key (topic, source)
) without rowid;
create table readers (
  topic integer not null references topics(id) on delete cascade,
  name text not null,
  offsets text not null,
  updated integer not null,
  primary key (topic, name)
) without rowid;
`
