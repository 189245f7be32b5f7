import { MillraceError } from '@millrace/errors'

export type ParquetWasm = typeof import('parquet-wasm')

let loaded: Promise<ParquetWasm> | undefined

/** The Parquet writer, compiled on first use, once a thread. */
export function loadParquetWasm(): Promise<ParquetWasm> {
  loaded ??= import('parquet-wasm').catch(error => {
    loaded = undefined
    throw new MillraceError('MILLRACE_INTERNAL', `The Parquet writer could not be loaded: ${error.message}.`, {
      cause: error,
    })
  })
  return loaded
}
