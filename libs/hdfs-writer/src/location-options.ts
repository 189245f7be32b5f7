import { callerDirectory, defineOptions, type OptionValues } from '@millrace/config'
import type { TableLocationOptions } from './table-location.ts'

const group = 'HDFS'

/** How HDFS is spoken to: the options of every command that opens what people name. */
export const locationOptions = defineOptions({
  hdfsUser: { type: 'string', env: 'HADOOP_USER_NAME', group, help: 'user.name sent to WebHDFS' },
  hdfsToken: { type: 'string', env: 'HDFS_DELEGATION_TOKEN', group, help: 'Delegation token sent to WebHDFS' },
  datanodeMap: {
    type: 'list',
    env: 'HDFS_DATANODE_MAP',
    placeholder: 'host:port=host:port',
    group,
    help: 'Addresses to use instead of those that the NameNode redirects to',
  },
})

/** What `openTableLocation` needs of them; relative paths are meant from where the command was called. */
export function locationAccess(options: Partial<OptionValues<typeof locationOptions>>): TableLocationOptions {
  return {
    baseDirectory: callerDirectory(),
    user: options.hdfsUser,
    delegationToken: options.hdfsToken,
    dataNodes: options.datanodeMap?.join(','),
  }
}
