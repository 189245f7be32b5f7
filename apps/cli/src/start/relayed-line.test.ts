import { expect, test } from 'vitest'
import { relayedLine } from './relayed-line.ts'

test.each([
  ['ingest', '[10:00:00] INFO: Sending.', 'ingest   | [10:00:00] INFO: Sending.'],
  ['ingest', 'ingest: The input a.log does not exist.', 'ingest   | The input a.log does not exist.'],
  ['analyzer', 'ingest: and others stay', 'analyzer | ingest: and others stay'],
  ['analyzer', '', 'analyzer |'],
])('%s: %s', (name, line, expected) => expect(relayedLine(name, line)).toBe(expected))
