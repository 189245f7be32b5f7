import { callerDirectory, defineOptions, type OptionValues } from '@millrace/config'
import { openTableLocation, type TableLocation } from '@millrace/hdfs-writer'

/** How HDFS is spoken to, for commands that open what people name. */
export const locationOptions = defineOptions({
  hdfsUser: { type: 'string', env: 'HADOOP_USER_NAME', group: 'HDFS', help: 'user.name sent to WebHDFS' },
  hdfsToken: { type: 'string', env: 'HDFS_DELEGATION_TOKEN', group: 'HDFS', help: 'Delegation token sent to WebHDFS' },
  datanodeMap: {
    type: 'list',
    env: 'HDFS_DATANODE_MAP',
    placeholder: 'host:port=host:port',
    group: 'HDFS',
    help: 'Addresses to use instead of those that the NameNode redirects to',
  },
})

/** Makes a file system of what people name. */
export type OpenLocation = (location: string) => TableLocation

/** Opens directories on local disk, relative to where the command was called, or in HDFS. */
export const locationOpener =
  ({ hdfsUser, hdfsToken, datanodeMap }: Partial<OptionValues<typeof locationOptions>>) =>
  (location: string): TableLocation =>
    openTableLocation(location, {
      baseDirectory: callerDirectory(),
      user: hdfsUser,
      delegationToken: hdfsToken,
      dataNodes: datanodeMap?.join(','),
    })
