import { describe } from 'vitest'
import { stoppedAtEveryCall } from './every-call.ts'
import { sessionQuery } from './session-query.ts'

describe('sessions and a program with state', () => stoppedAtEveryCall(sessionQuery))
