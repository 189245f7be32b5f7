import { describe } from 'vitest'
import { stoppedAtEveryCall } from './every-call.ts'
import { joinedQuery } from './joined-query.ts'

describe('a deduplication and a join of streams', () => stoppedAtEveryCall(joinedQuery))
