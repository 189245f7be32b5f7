import { describe } from 'vitest'
import { stoppedAtEveryCall } from './every-call.ts'
import { windowedQuery } from './windowed-query.ts'

describe('windows and counts', () => stoppedAtEveryCall(windowedQuery))
