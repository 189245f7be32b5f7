import { apache } from '@millrace/log-parser/formats'
import { expectTypeOf } from 'vitest'
import type { Source } from '../connector/source.ts'
import { readStream } from './read-stream.ts'

declare const source: Source

const requests = readStream(source).parse(apache('%h %t "%r" %>s'))
requests.select('host', 'time', 'status', 'path')
// @ts-expect-error the format has no user agent
requests.select('userAgent')
expectTypeOf(requests).not.toBeAny()
