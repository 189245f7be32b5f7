import { type ErrorCode, MillraceError } from '@millrace/errors'
import { RemoteException } from './remote-exception.ts'

/** No answer: the connection could not be made, broke, or timed out. */
export class ConnectionFailure extends Error {
  readonly origin: string
  /** False when the server cannot have seen the request. */
  readonly sent: boolean

  constructor(origin: string, sent: boolean, cause: Error) {
    super(`${origin} does not answer (${cause.message})`, { cause })
    this.name = 'ConnectionFailure'
    this.origin = origin
    this.sent = sent
  }
}

/** Exceptions that mean "not now"; the request was not carried out. */
const PASSING = new Set([
  'StandbyException',
  'ObserverRetryOnActiveException',
  'RetriableException',
  'SafeModeException',
  'ServerTooBusyException',
  'ConnectException',
  'ConnectTimeoutException',
  'NoRouteToHostException',
  'SocketException',
  'SocketTimeoutException',
  'ClosedChannelException',
  'EOFException',
  'BlockMissingException',
  'ReplicaNotFoundException',
  'NotReplicatedYetException',
  'RecoveryInProgressException',
  'AlreadyBeingCreatedException',
  'LeaseExpiredException',
])

/** Hadoop says some passing failures with a bare IOException; then only the message tells. */
const PASSING_MESSAGES =
  /Failed to find datanode|could only be (?:replicated|written) to \d|All datanodes .* are bad|Unable to (?:close file|create new block)|startup mode|Filesystem closed|Could not obtain block|Premature EOF/i

const CODES: Readonly<Record<string, ErrorCode>> = {
  FileNotFoundException: 'MILLRACE_FILE_MISSING',
  FileAlreadyExistsException: 'MILLRACE_FILE_EXISTS',
  PathIsNotEmptyDirectoryException: 'MILLRACE_FILE_SYSTEM',
  NSQuotaExceededException: 'MILLRACE_DISK_FULL',
  DSQuotaExceededException: 'MILLRACE_DISK_FULL',
  QuotaByStorageTypeExceededException: 'MILLRACE_DISK_FULL',
  QuotaExceededException: 'MILLRACE_DISK_FULL',
  DiskOutOfSpaceException: 'MILLRACE_DISK_FULL',
}

/** A NameNode found DataNodes, none of them left out, and still no place for a block: they have no space. */
const NO_SPACE = /There are [1-9]\d* datanode\(s\) running and no node\(s\) are excluded|No space left on device/i

/** True when the same request may succeed soon: decided by the exception's name, never by the HTTP status alone. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionFailure) return true
  if (!(error instanceof RemoteException) || codeOf(error) === 'MILLRACE_DISK_FULL') return false
  if (error.exception === 'HTTP') return error.status === 502 || error.status === 503 || error.status === 504
  return PASSING.has(error.exception) || (error.exception === 'IOException' && PASSING_MESSAGES.test(error.message))
}

function codeOf(error: RemoteException): ErrorCode | undefined {
  return NO_SPACE.test(error.message) ? 'MILLRACE_DISK_FULL' : CODES[error.exception]
}

/** One sentence for a failed request; `doing` is for instance `write`. The cause keeps the Java exception's name. */
export function hdfsError(error: unknown, doing: string, where: string): MillraceError {
  if (error instanceof MillraceError) return error
  const what = `Could not ${doing} ${where}`
  if (error instanceof ConnectionFailure) {
    return new MillraceError('MILLRACE_HDFS_UNREACHABLE', `${what}: ${error.message}.`, { cause: error })
  }
  if (!(error instanceof RemoteException)) {
    return new MillraceError('MILLRACE_INTERNAL', `${what}: ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    })
  }
  const code = codeOf(error) ?? (isPassing(error) ? 'MILLRACE_HDFS_UNREACHABLE' : 'MILLRACE_HDFS_REFUSED')
  const reason =
    error.exception === 'HTTP' ? `the server answered with ${error.message}` : `${error.exception}: ${error.message}`
  return new MillraceError(code, `${what}: ${reason.replace(/\.$/, '')}.`, { cause: error })
}
