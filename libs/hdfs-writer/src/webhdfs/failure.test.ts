import { expect, test } from 'vitest'
import { ConnectionFailure, hdfsError, isPassing } from './failure.ts'
import { parseRemoteException, RemoteException } from './remote-exception.ts'

const body = (text: string) => new TextEncoder().encode(text)

test('a stack trace in a message is cut off', () => {
  const json = {
    RemoteException: { exception: 'IOException', javaClassName: 'java.io.IOException', message: 'no\n\tat x' },
  }
  const error = parseRemoteException(403, body(JSON.stringify(json)))
  expect(error).toMatchObject({
    exception: 'IOException',
    javaClassName: 'java.io.IOException',
    message: 'no',
    status: 403,
  })
})

test('what is not Hadoop’s JSON keeps its status and title', () => {
  expect(parseRemoteException(502, body('<html><title>Bad Gateway</title>'))).toMatchObject({
    exception: 'HTTP',
    message: 'status 502 Bad Gateway',
  })
  expect(parseRemoteException(404, body('{"RemoteException":null}'))).toMatchObject({ exception: 'HTTP' })
})

test.each([
  [new RemoteException('SafeModeException', '', 'x', 403), true],
  [new RemoteException('AccessControlException', '', 'x', 403), false],
  [new RemoteException('IOException', '', 'x', 403), false],
  [new RemoteException('IOException', '', 'Failed to find datanode, suggest ...', 403), true],
  [new RemoteException('HTTP', '', 'x', 503), true],
  [new RemoteException('HTTP', '', 'x', 500), false],
  [new ConnectionFailure('http://nn', true, new Error('x')), true],
  [new Error('x'), false],
])('%o passes: %s', (error, passing) => {
  expect(isPassing(error)).toBe(passing)
})

test.each([
  ['There are 2 datanode(s) running and no node(s) are excluded in this operation.', 'MILLRACE_DISK_FULL'],
  ['There are 0 datanode(s) running and no node(s) are excluded in this operation.', 'MILLRACE_HDFS_UNREACHABLE'],
  ['There are 1 datanode(s) running and 1 node(s) are excluded in this operation.', 'MILLRACE_HDFS_UNREACHABLE'],
])('no place for a block: %s', (why, code) => {
  const message = `File /f could only be written to 0 of the 1 minReplication nodes. ${why}`
  expect(hdfsError(new RemoteException('IOException', '', message, 403), 'write', '/f')).toMatchObject({ code })
})

test('sentences end in one full stop', () => {
  expect(hdfsError(new RemoteException('X', '', 'gone.', 403), 'read', '/f').message).toBe(
    'Could not read /f: X: gone.',
  )
})
