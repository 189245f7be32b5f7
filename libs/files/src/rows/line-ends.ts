const LF = 10
const CR = 13

/** Calls for each line of `bytes`, ends being LF, CR LF or CR as Hadoop's reader takes them. */
export function eachLine(bytes: Uint8Array, line: (start: number, end: number) => void): void {
  const { length } = bytes
  // Most files have no CR, and then LF is found by the machine's own search.
  const hasCr = bytes.indexOf(CR) >= 0
  for (let start = 0; start < length; ) {
    let end = bytes.indexOf(LF, start)
    if (end < 0) end = length
    if (hasCr) {
      for (let cr = bytes.indexOf(CR, start); cr >= 0 && cr < end - 1; cr = bytes.indexOf(CR, start)) {
        line(start, cr)
        start = cr + 1
      }
      const crAtEnd = end > start && bytes[end - 1] === CR
      line(start, crAtEnd ? end - 1 : end)
    } else line(start, end)
    start = end + 1
  }
}
