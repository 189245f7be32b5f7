import type { HdfsPorts } from './hdfs-node.ts'

/**
 * The ports of `millrace services up` and of docker-compose.hdfs.yml: those that Kafka and Hadoop use by default, and for
 * three brokers 19092, 19094 and 19096. The controller of a Kafka node listens on the port after its broker's.
 */
export const DEFAULT_PORTS: { readonly kafka: number; readonly kafka3: number; readonly hdfs: HdfsPorts } = {
  kafka: 9092,
  kafka3: 19092,
  hdfs: { http: 9870, rpc: 8020, dataHttp: 9864, dataTransfer: 9866, dataIpc: 9867 },
}
