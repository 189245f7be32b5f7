import { expect, test } from 'vitest'
import type { AppendSink } from '../../connector/sink.ts'
import { memoryStream, readStream } from '../../index.ts'
import { lineSink } from '../../sinks/line-sink.ts'
import { arrowRows } from '../../sinks/rows-from-tasks.ts'
import { recordingSink } from '../../testing/recording-sink.ts'
import { compileOutputs } from './compile-outputs.ts'
import { mainParts } from './main-parts.ts'

const ROWS = [{ name: 'n', type: 'int32', nullable: true }] as const

const fileSink = (path: string): AppendSink => ({
  mode: 'append',
  description: `Files[${path}]`,
  encoder: arrowRows,
  async open() {},
  begin: () => Promise.reject(new Error('Nothing is written here.')),
  files: { format: 'arrow', path: () => '', ofBatch: async () => [] },
  async close() {},
})

test('two outputs may not write to the same table', () => {
  const dataset = readStream(memoryStream('rows', ROWS))
  const outputs = (a: string, b: string) => ({
    a: { dataset, sinks: [fileSink(a)] },
    b: { dataset: dataset.dropDuplicates(), sinks: [fileSink(b)] },
  })
  expect(() => compileOutputs(outputs('/table', '/table'), mainParts)).toThrow(
    'Outputs a and b both write to Files[/table]: each needs a place of its own.',
  )
  expect(() => compileOutputs(outputs('/a', '/b'), mainParts)).not.toThrow()
})

test('two sinks of lines may not store their batches under one name', () => {
  const dataset = readStream(memoryStream('rows', [{ name: 'value', type: 'string', nullable: true }]))
  const sink = (name?: string) =>
    lineSink({ description: 'Lines[/x]', name, producer: () => Promise.reject(new Error('Not opened here.')) as never })
  const outputs = (a?: string, b?: string) => ({
    a: { dataset, sinks: [sink(a)] },
    b: { dataset, sinks: [sink(b)] },
  })
  const refused = 'Outputs a and b both write to Lines[/x]: each needs a name or a place of its own.'
  expect(() => compileOutputs(outputs(), mainParts)).toThrow(refused)
  expect(() => compileOutputs(outputs('one', 'one'), mainParts)).toThrow('both write to Lines[/x] as one: ')
  expect(() => compileOutputs(outputs('one', 'two'), mainParts)).not.toThrow()
  expect(() => compileOutputs({ a: { dataset, sinks: [sink(), sink()] } }, mainParts)).toThrow(
    'Two sinks of output a both write to Lines[/x]',
  )
})

test('sinks that keep nothing may be called alike', () => {
  const dataset = readStream(memoryStream('rows', ROWS))
  const outputs = {
    a: { dataset, sinks: [recordingSink('append').sink] },
    b: { dataset, sinks: [recordingSink('append').sink] },
  }
  expect(() => compileOutputs(outputs, mainParts)).not.toThrow()
})
