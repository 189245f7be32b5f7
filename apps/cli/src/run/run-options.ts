import { type CommandHelp, defineOptions } from '@millrace/config'
import { locationOptions } from '@millrace/hdfs-writer/location-options'

/** What commands over a pipeline file take. */
export const pipelineOptions = {
  pipeline: {
    type: 'path',
    positional: true,
    required: true,
    placeholder: 'pipeline.ts',
    help: 'Pipeline file: TypeScript with definePipeline, or .sql',
  },
  set: {
    type: 'string',
    repeatable: true,
    placeholder: 'name=value',
    help: 'Setting of the pipeline; it beats the environment',
  },
} as const

export const runOptions = defineOptions({
  ...pipelineOptions,
  trigger: { type: 'duration', min: '0s', help: "Time between batches, instead of each query's own" },
  availableNow: {
    type: 'boolean',
    aliases: ['once'],
    help: 'Take what is there now, in batches, and end',
  },
  workers: {
    type: 'integer',
    min: 0,
    max: 64,
    help: 'Worker threads of each query; 0 does everything in one thread',
    defaultText: 'one per core, at most 4',
  },
  adopt: { type: 'boolean', help: 'Add to tables that hold files of others, which are refused otherwise' },
  stateMemory: {
    type: 'size',
    help: "Most memory for each query's state, beyond which it goes to local disk, instead of each query's own",
    defaultText: 'a quarter of what the process may have',
  },
  stateDirectory: {
    type: 'path',
    help: "Folder on local disk for state beyond the memory, instead of each query's own",
    defaultText: "the system's temporary folder",
  },
  ...locationOptions,
})

export const explainOptions = defineOptions(pipelineOptions)

/** What `--help` says besides the options. */
export const runHelp: CommandHelp = {
  name: 'millrace run',
  summary: 'Runs every query of a pipeline file in this process, until it is stopped or the queries have ended.',
  examples: [
    'millrace run pipeline.ts --set table=data/errors',
    'millrace run pipeline.ts --available-now',
    'millrace run errors.sql --trigger 10s',
  ],
  notes: [
    'Ctrl-C or SIGTERM lets a batch that is being committed finish; the same command continues where this one ended. When a query fails the others are stopped, and the exit code is 1.',
  ],
}

export const explainHelp: CommandHelp = {
  name: 'millrace explain',
  summary: 'Prints the logical and the physical plan of every query of a pipeline file. Nothing is opened or started.',
  examples: ['millrace explain pipeline.ts'],
}
