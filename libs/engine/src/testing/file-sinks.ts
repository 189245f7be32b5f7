import { MillraceError } from '@millrace/errors'
import type { FileSystem } from '../connector/file-system.ts'
import { siblingModule } from '../connector/module-ref.ts'
import type { AppendSink, BatchWriter, CompleteSink } from '../connector/sink.ts'
import { rowsOf } from '../operators/rows.ts'
import { toJson } from './json-lines-encoder.ts'

/**
 * The protocol of the real file sink, small: names are a function of (batch, task, chunk), files are staged outside the table
 * and renamed into it without overwrite, and what a replay does not produce is removed.
 */
export function jsonLinesSink(fs: FileSystem, table: string, rowsPerFile = 10): AppendSink {
  return {
    mode: 'append',
    description: `JsonLines[${table}]`,
    encoder: {
      module: siblingModule(import.meta.url, 'json-lines-encoder'),
      name: 'jsonLinesEncoder',
      options: { rowsPerFile },
    },
    async open() {
      await fs.delete(`${table}.staging`, { recursive: true })
    },
    begin: async batchId => batchWriter(fs, table, batchId),
    async close() {},
  }
}

function batchWriter(fs: FileSystem, table: string, batchId: number): BatchWriter {
  const staging = `${table}.staging/${batchId}`
  const staged = new Map<string, number>()
  return {
    async stage({ task, chunk, bytes, rows }) {
      const name = `b${batchId}-t${task}-c${chunk}`
      if (staged.has(name)) throw new Error(`${name} was staged twice.`)
      staged.set(name, rows)
      await fs.write(`${staging}/${name}`, bytes)
    },
    async commit() {
      for (const name of staged.keys()) {
        try {
          await fs.rename(`${staging}/${name}`, `${table}/${name}`, { overwrite: false })
        } catch (error) {
          if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_FILE_EXISTS') throw error
        }
      }
      for (const { name, path } of await fs.list(table))
        if (name.startsWith(`b${batchId}-`) && !staged.has(name)) await fs.delete(path)
      return { rows: [...staged.values()].reduce((sum, rows) => sum + rows, 0) }
    },
    async abort() {
      await fs.delete(staging, { recursive: true })
    },
  }
}

/** Replaces one JSON file: `{"batchId":3,"rows":[...]}`. */
export function jsonFileSink(fs: FileSystem, path: string): CompleteSink {
  return {
    mode: 'complete',
    durable: true,
    description: `JsonFile[${path}]`,
    async open() {},
    async replace(batchId, rows) {
      await fs.write(`${path}.tmp`, Buffer.from(toJson({ batchId, rows: rowsOf(rows) })))
      await fs.rename(`${path}.tmp`, path, { overwrite: true })
      return { rows: rows.length }
    },
    async close() {},
  }
}
