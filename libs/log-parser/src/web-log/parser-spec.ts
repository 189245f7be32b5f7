import type { WebLogFormat } from './formats.ts'
import { malformedReasons } from './malformed-reason.ts'
import { webLogSchema } from './schema.ts'

/** What `readStream(source).parse(...)` takes: the format with its columns, its reasons and the code that parses it. */
export const webLogParser = (format: WebLogFormat) => ({
  parser: { module: new URL(`../parser-module${extension}`, import.meta.url).href, name: 'createParser' },
  format,
  schema: webLogSchema,
  reasons: malformedReasons,
})

/** Modules lie beside each other with the same extension: `.ts` from source, `.js` when built. */
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
