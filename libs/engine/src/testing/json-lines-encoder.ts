import type { TaskEncoderFactory } from '../connector/sink.ts'
import { rowsOf } from '../operators/rows.ts'

/** Rows as JSON, a line each, in files of so many rows. */
export const jsonLinesEncoder: TaskEncoderFactory<{ readonly rowsPerFile: number }> = ({ rowsPerFile }) => {
  let rows: string[] = []
  let chunk = 0
  return {
    append(batch, emit) {
      for (const row of rowsOf(batch)) {
        rows.push(toJson(row))
        if (rows.length < rowsPerFile) continue
        emit(artefact(rows, chunk++))
        rows = []
      }
    },
    end(emit) {
      if (rows.length > 0) emit(artefact(rows, chunk))
    },
  }
}

/** JSON with whole numbers as such and every double in full. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? [...v] : v))

const artefact = (rows: readonly string[], chunk: number) => ({
  chunk,
  group: '',
  bytes: Uint8Array.from(Buffer.from(rows.map(row => `${row}\n`).join(''))),
  rows: rows.length,
})
