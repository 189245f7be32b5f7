export { type ServiceAvailability, serviceAvailability } from './availability.ts'
export { type HdfsCluster, type HdfsOptions, type HdfsServer, startHdfs } from './hdfs.ts'
export type { HdfsPorts } from './hdfs-node.ts'
export { type KafkaBroker, type KafkaCluster, type KafkaOptions, startKafka } from './kafka.ts'
