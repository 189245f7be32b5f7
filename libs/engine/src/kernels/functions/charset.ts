/** The charsets of `encode` and `decode`; both give undefined for what the charset does not have. */
export interface Charset {
  encode(text: string): Uint8Array | undefined
  decode(bytes: Uint8Array): string | undefined
}

function singleByte(last: number): Charset {
  return {
    encode: text => {
      const codes = Array.from(text, c => c.codePointAt(0)!)
      return codes.every(c => c <= last) ? Uint8Array.from(codes) : undefined
    },
    decode: bytes => (bytes.every(b => b <= last) ? Buffer.from(bytes).toString('latin1') : undefined),
  }
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const swapped = (bytes: Uint8Array): Buffer => Buffer.from(bytes).swap16()

const UTF16LE: Charset = {
  encode: text => Buffer.from(text, 'utf16le'),
  decode: bytes => decodeStrictly(bytes, 'utf-16le'),
}

const UTF16BE: Charset = {
  encode: text => swapped(Buffer.from(text, 'utf16le')),
  decode: bytes => (bytes.length % 2 === 1 ? undefined : decodeStrictly(swapped(bytes), 'utf-16le')),
}

const UTF32: Charset = {
  encode(text) {
    const codes = Array.from(text, c => c.codePointAt(0)!)
    const bytes = Buffer.alloc(4 * codes.length)
    for (const [i, c] of codes.entries()) bytes.writeUInt32BE(c, 4 * i)
    return bytes
  },
  decode(bytes) {
    if (bytes.length % 4 !== 0) return undefined
    const buffer = Buffer.from(bytes)
    const codes = Array.from({ length: bytes.length / 4 }, (_, i) => buffer.readUInt32BE(4 * i))
    return codes.every(c => c <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined
  },
}

/** Java's UTF-16 writes a byte order mark, big end first, and reads either order. */
const UTF16: Charset = {
  encode: text => (text === '' ? new Uint8Array(0) : Buffer.concat([Buffer.from([0xfe, 0xff]), UTF16BE.encode(text)!])),
  decode(bytes) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return UTF16LE.decode(bytes.slice(2))
    return UTF16BE.decode(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.slice(2) : bytes)
  },
}

/** By their names in upper case. */
export const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ['US-ASCII', singleByte(0x7f)],
  ['ISO-8859-1', singleByte(0xff)],
  ['UTF-8', { encode: text => Buffer.from(text), decode: bytes => decodeStrictly(bytes, 'utf-8') }],
  ['UTF-16BE', UTF16BE],
  ['UTF-16LE', UTF16LE],
  ['UTF-16', UTF16],
  ['UTF-32', UTF32],
])
