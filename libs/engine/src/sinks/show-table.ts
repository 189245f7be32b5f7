import {
  type ColumnBatch,
  type HostValue,
  isObjectColumn,
  type MapValue,
  type TypeName,
  typeParts,
} from '@millrace/columns'
import { castText } from '../kernels/spark-text.ts'
import { hostReader } from '../operators/host-values.ts'

export interface ShowOptions {
  /** Rows that are shown. Default 20. */
  readonly numRows?: number
  /** Characters of a cell: true is 20, false is no limit. Cells are on the right where there is a limit, else on the left. Default true. */
  readonly truncate?: boolean | number
  /** Session time zone of timestamps. Default UTC. */
  readonly timeZone?: string
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\v': '\\v',
  '\x07': '\\a',
}

/** Characters that take two columns of a terminal: the table of Spark's Utils.stringHalfWidth. */
const FULL_WIDTH = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g

/** Rows as Dataset.show() of Spark prints them, without the empty line after. */
export function showTable(batch: ColumnBatch, options: ShowOptions = {}): string {
  const { numRows = 20, timeZone } = options
  const limit = options.truncate === false ? 0 : typeof options.truncate === 'number' ? options.truncate : 20
  const shown = Math.min(numRows, batch.length)
  const columns = batch.schema.map(({ name, type }, i) => {
    const read = isObjectColumn(batch.columns[i])
      ? objectReader(batch.columns[i].objects)
      : hostReader(batch.columns[i])
    const text = cellText(type, timeZone)
    const cells = [name, ...Array.from({ length: shown }, (_, row) => text(read(row)))]
    const short = cells.map(cell =>
      shortened(
        cell.replace(/[\n\r\t\f\b\v\x07]/g, c => ESCAPES[c]),
        limit,
      ),
    )
    const width = Math.max(3, ...short.map(widthOf))
    return { width, cells: short.map(cell => padded(cell, width, limit > 0)) }
  })
  const line = `+${columns.map(({ width }) => '-'.repeat(width)).join('+')}+\n`
  const row = (i: number): string => `|${columns.map(({ cells }) => cells[i]).join('|')}|\n`
  const body = Array.from({ length: shown }, (_, i) => row(i + 1)).join('')
  const more = batch.length > shown ? `only showing top ${numRows} ${numRows === 1 ? 'row' : 'rows'}\n` : ''
  return `${line}${row(0)}${line}${body}${line}${more}`
}

const objectReader = (objects: readonly HostValue[]) => (row: number) => objects[row]

/** Spark's ToPrettyString: a cast to string, but NULL for null and hexadecimal digits for bytes, inside of other values too. */
function cellText(type: TypeName, timeZone: string | undefined): (value: HostValue) => string {
  const text = notNullText(type, timeZone)
  return value => (value === null ? 'NULL' : text(value))
}

function notNullText(type: TypeName, timeZone: string | undefined): (value: HostValue) => string {
  const parts = typeParts(type)
  switch (parts.kind) {
    case 'list': {
      const element = cellText(parts.element, timeZone)
      return value => `[${(value as HostValue[]).map(element).join(', ')}]`
    }
    case 'struct': {
      const members = parts.members.map(member => cellText(member.type, timeZone))
      return value => `{${(value as HostValue[]).map((member, i) => members[i](member)).join(', ')}}`
    }
    case 'map': {
      const key = cellText(parts.key, timeZone)
      const entry = cellText(parts.value, timeZone)
      return value => {
        const { keys, values } = value as MapValue
        return `{${keys.map((k, i) => `${key(k)} -> ${entry(values[i])}`).join(', ')}}`
      }
    }
    default:
      return type === 'binary' ? value => hexText(value as Uint8Array) : castText(type, timeZone)
  }
}

const hexText = (bytes: Uint8Array): string =>
  `[${[...bytes].map(b => b.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`

function shortened(cell: string, limit: number): string {
  if (limit <= 0 || cell.length <= limit) return cell
  return limit < 4 ? cell.slice(0, limit) : `${cell.slice(0, limit - 3)}...`
}

const widthOf = (cell: string): number => cell.length + (cell.match(FULL_WIDTH)?.length ?? 0)

function padded(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return right ? space + cell : cell + space
}
