/** What is fixed about an error code: whether trying again may help, and the exit code of a command that ends with it. */
export interface ErrorFacts {
  /** One line for the reference page. */
  readonly summary: string
  /** True when the same call may succeed later without anyone changing anything. */
  readonly retryable: boolean
  /** 2: the command was called wrongly; 1: it failed. */
  readonly exitCode: 1 | 2
}

const usage = (summary: string): ErrorFacts => ({ summary, retryable: false, exitCode: 2 })
const failure = (summary: string): ErrorFacts => ({ summary, retryable: false, exitCode: 1 })
const transient = (summary: string): ErrorFacts => ({ summary, retryable: true, exitCode: 1 })

/** Every error code, in one table. A code is never reused for another meaning. */
export const ERRORS = {
  MILLRACE_USAGE: usage('An option is unknown, missing or has a value that is not understood.'),
  MILLRACE_INPUT_MISSING: failure('An input file or directory does not exist or cannot be read.'),
  MILLRACE_INPUT_DAMAGED: failure('An input is truncated or damaged (for instance a gzip file cut short).'),
  MILLRACE_FORMAT: usage('A log format is unknown or cannot be parsed.'),
  MILLRACE_ANALYSIS: failure('A query names a column, type or operation that does not exist or does not fit.'),
  MILLRACE_UNSUPPORTED: failure('A query uses a construct or function of Spark that Millrace does not have.'),
  MILLRACE_USER_FUNCTION: failure('A user function threw an error, gave a value of another type, or cannot be loaded.'),
  MILLRACE_ARITHMETIC: failure('A value is outside the range of its type (ANSI mode).'),
  MILLRACE_KAFKA_UNREACHABLE: transient('No Kafka broker answers, or the answer did not come in time.'),
  MILLRACE_KAFKA_TOPIC_MISSING: transient('The Kafka topic does not exist.'),
  MILLRACE_KAFKA_TOPIC_RECREATED: failure(
    'The Kafka topic was deleted and made again since the checkpoint or the positions were written.',
  ),
  MILLRACE_KAFKA_DATA_LOSS: failure('Kafka no longer holds offsets that the checkpoint still needs.'),
  MILLRACE_KAFKA_FENCED: failure('Another producer with the same transactional id took over.'),
  MILLRACE_KAFKA_PROTOCOL: failure(
    'A Kafka broker answered with an error or with bytes that do not follow the protocol.',
  ),
  MILLRACE_KAFKA_RECORD_TOO_LARGE: failure('A line is longer than the Kafka topic takes (max.message.bytes).'),
  MILLRACE_KAFKA_AUTH: failure('The Kafka broker refused the credentials or the certificate.'),
  MILLRACE_JOURNAL_LOCKED: failure('Another process writes to the same journal file.'),
  MILLRACE_JOURNAL_DAMAGED: failure('The journal file is damaged or was written by something else.'),
  MILLRACE_JOURNAL_DATA_LOSS: failure('The journal no longer holds offsets that the checkpoint still needs.'),
  MILLRACE_HDFS_UNREACHABLE: transient('No NameNode or DataNode answers over WebHDFS.'),
  MILLRACE_HDFS_REFUSED: failure('HDFS refused the request (permission, quota, bad path).'),
  MILLRACE_FILE_MISSING: failure('A file that should be there is not.'),
  MILLRACE_FILE_EXISTS: failure('A file that must not be overwritten exists.'),
  MILLRACE_FILE_SYSTEM: failure('The file system refused an operation.'),
  MILLRACE_DISK_FULL: failure('The disk or the quota is full.'),
  MILLRACE_TABLE_FOREIGN: failure('The table holds files that this query did not write.'),
  MILLRACE_CHECKPOINT_FOREIGN: failure('The checkpoint belongs to another query or source.'),
  MILLRACE_CHECKPOINT_DAMAGED: failure('The checkpoint is incomplete or cannot be read.'),
  MILLRACE_CHECKPOINT_FENCED: failure('Another engine works on the same checkpoint.'),
  MILLRACE_SERVICE: failure('A development server could not be started or stopped.'),
  MILLRACE_INTERNAL: failure('A defect in Millrace.'),
} as const satisfies Record<string, ErrorFacts>

/** A stable error code. */
export type ErrorCode = keyof typeof ERRORS
