import { type CommandHelp, defineOptions } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'
import { pipelineOptions } from '../run/run-options.ts'

const directory = {
  directory: {
    type: 'location',
    positional: true,
    required: true,
    placeholder: 'dir',
    help: 'Checkpoint: a directory, or a WebHDFS URL such as http://namenode:9870/checkpoints/errors',
  },
  json: { type: 'boolean', help: 'Print one JSON document' },
} as const

const batch = {
  type: 'integer',
  min: 0,
  help: 'The state after this batch',
  defaultText: 'the last committed one',
} as const

export const showOptions = defineOptions({
  ...directory,
  limit: { type: 'integer', min: 1, default: 10, help: 'Batches that are listed, the newest last' },
  ...locationOptions,
})

export const verifyOptions = defineOptions({ ...directory, ...locationOptions })

export const stateOptions = defineOptions({
  ...directory,
  operator: { type: 'string', help: 'Only this operator, by its name in `checkpoint show`, or that of an output' },
  batch,
  limit: { type: 'integer', min: 0, default: 20, help: 'Rows of each operator that are printed' },
  ...locationOptions,
})

export const replayOptions = defineOptions({
  ...pipelineOptions,
  batch: { type: 'integer', min: 0, required: true, help: 'The batch to run again' },
  query: { type: 'string', help: 'Query of the pipeline', defaultText: 'its only one' },
  scratch: { type: 'path', help: 'Folder for what the batch writes', defaultText: 'a new one, which is removed' },
  json: { type: 'boolean', help: 'Print one JSON document' },
  ...locationOptions,
})

const NOTE = 'Reads only, and takes no lease: the query may be running meanwhile. Local directories and HDFS alike.'

export const showHelp: CommandHelp = {
  name: 'millrace checkpoint show',
  summary: 'What a checkpoint says of its query: batches, offsets, watermarks, state, and which engine has it.',
  examples: ['millrace checkpoint show data/warehouse/logs.checkpoint'],
  notes: [NOTE],
}

export const verifyHelp: CommandHelp = {
  name: 'millrace checkpoint verify',
  summary: 'Reads every file of a checkpoint and says which is damaged and what to do; exit code 1 where one is.',
  examples: ['millrace checkpoint verify http://127.0.0.1:9870/warehouse/logs.checkpoint --json'],
  notes: [NOTE],
}

export const stateHelp: CommandHelp = {
  name: 'millrace checkpoint state',
  summary: 'The state of a query after a batch, as tables.',
  examples: ['millrace checkpoint state data/warehouse/logs.checkpoint --operator hosts --limit 5'],
  notes: [NOTE],
}

export const replayHelp: CommandHelp = {
  name: 'millrace checkpoint replay',
  summary:
    'Runs a committed batch of a pipeline again, from the state before it and over the logged offsets, and compares state and rows with what was committed; exit code 1 where they differ.',
  examples: ['millrace checkpoint replay --batch 42 pipeline.ts'],
  notes: [
    NOTE,
    'Nothing but the scratch folder is written. Rows are compared for Parquet and JSON sinks; functions given to foreachBatch are not called.',
  ],
}
