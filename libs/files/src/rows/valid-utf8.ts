import { isUtf8 } from 'node:buffer'

/** The bytes, or where they are not UTF-8 a copy with U+FFFD in the place of what is not, as Java decodes. */
export const validUtf8 = (bytes: Uint8Array): Uint8Array =>
  isUtf8(bytes) ? bytes : Buffer.from(Buffer.from(bytes).toString())
