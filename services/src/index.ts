export { type ServiceAvailability, serviceAvailability } from './availability.ts'
export { DEFAULT_PORTS } from './default-ports.ts'
export { isPortFree, takeFreePorts } from './free-ports.ts'
export { type HdfsCluster, type HdfsOptions, type HdfsServer, startHdfs } from './hdfs.ts'
export type { HdfsPorts } from './hdfs-node.ts'
export { ensureJars } from './jars.ts'
export { type KafkaBroker, type KafkaCluster, type KafkaOptions, startKafka } from './kafka.ts'
export { PERSISTENT_SERVICES, type PersistentService } from './persistent-plan.ts'
export {
  downService,
  type PersistentOptions,
  type ServerStatus,
  serviceStatus,
  upService,
} from './persistent-service.ts'
