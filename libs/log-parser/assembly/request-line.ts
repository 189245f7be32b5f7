import { byte, indexOfByte, QUESTION_MARK, SPACE } from './bytes'
import { setField, setNull, setValue } from './texts'

const METHOD: i32 = 3
const PATH: i32 = 4
const QUERY: i32 = 5
const PROTOCOL: i32 = 6

/** `GET ` and `HTTP`, read as words. */
const GET: i32 = 0x20544547
const HTTP: i32 = 0x50545448

/** Writes the columns of a request line; what they mean is told at RequestLine of the TypeScript parser. */
export function setRequest(row: i32, start: i32, end: i32): void {
  let space = start
  if (load<i32>(start) === GET) space += 3
  else while (<u32>(byte(space) - 0x41) < 26) space++
  if (space === start || space >= end - 1 || byte(space) !== SPACE) {
    setOdd(row, start, end)
    return
  }
  let lastSpace = end - 1
  while (byte(lastSpace) !== SPACE) lastSpace--
  let targetEnd = end
  const hasProtocol = end - lastSpace > 5 && load<i32>(lastSpace + 1) === HTTP && byte(lastSpace + 5) === 0x2f
  if (hasProtocol) {
    if (lastSpace <= space + 1) {
      setOdd(row, start, end)
      return
    }
    targetEnd = lastSpace
    setValue(PROTOCOL, row, lastSpace + 1, end)
  } else setNull(PROTOCOL, row)
  setValue(METHOD, row, start, space)
  const pathEnd = indexOfByte(QUESTION_MARK, space + 1, targetEnd)
  setValue(PATH, row, space + 1, pathEnd)
  if (pathEnd === targetEnd) setNull(QUERY, row)
  else setValue(QUERY, row, pathEnd + 1, targetEnd)
}

/** The whole of an odd request is the path. */
function setOdd(row: i32, start: i32, end: i32): void {
  setNull(METHOD, row)
  setField(PATH, row, start, end)
  setNull(QUERY, row)
  setNull(PROTOCOL, row)
}
