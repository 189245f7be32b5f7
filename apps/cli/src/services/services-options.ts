import { type CommandHelp, defineOptions } from '@millrace/config'
import { DEFAULT_PORTS, PERSISTENT_SERVICES } from '@millrace/services'

export const servicesOptions = defineOptions({
  service: {
    type: 'choice',
    choices: PERSISTENT_SERVICES,
    repeatable: true,
    positional: true,
    help: 'Service to start, stop or show; down and status take all of them when none is named',
  },
  data: {
    type: 'path',
    help: 'Folder of the data, logs and pid files; by default services/data of the repository, ~/.local/state/millrace/services of an installed package',
  },
  portOffset: {
    type: 'integer',
    default: 0,
    min: -8000,
    max: 40_000,
    help: 'Added to every default port; from -8000 to 40000',
  },
})

const { kafka, kafka3, hdfs } = DEFAULT_PORTS

/** What `--help` says besides the options. */
export const servicesHelp: CommandHelp = {
  name: 'millrace services up|down|status',
  summary:
    'Runs real Kafka and HDFS servers on this machine without Docker. They need Java 17 or newer, and Maven once.',
  examples: ['millrace services up kafka hdfs', 'millrace services status', 'millrace services down'],
  notes: [
    `kafka: one broker at 127.0.0.1:${kafka}. kafka3: three brokers from 127.0.0.1:${kafka3} on. ` +
      `hdfs: NameNode at http://127.0.0.1:${hdfs.http}, DataNode at http://127.0.0.1:${hdfs.dataHttp}. Data stays when they stop.`,
    'status exits 1 when a named service is down.',
  ],
}
