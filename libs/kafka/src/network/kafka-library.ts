/**
 * The parts of @platformatic/kafka that Millrace uses: connections and the layouts of requests. The package's index loads its clients
 * besides, which compile a JSON schema for each of their calls: a third of the time that the whole takes to load, and a tenth of an
 * analyzer's start-up. Since the package exports nothing but the index, the parts are found beside it; its version is pinned.
 */
import type * as Library from '@platformatic/kafka'

export type { API, ConnectionOptions, Reader } from '@platformatic/kafka'
export type Connection = Library.Connection
export type ResponseError = Library.ResponseError

const index = import.meta.resolve('@platformatic/kafka')
const part = (path: string): Promise<typeof Library> => import(new URL(path, index).href)
const connection = await part('./network/connection.js')
const apis = await part('./apis/index.js')
const errors = await part('./errors.js')
const protocol = await part('./protocol/index.js')

export const { Connection } = connection
export const { ResponseError } = errors
export const { protocolErrorsCodesById, Writer } = protocol
export const {
  addPartitionsToTxnV3,
  apiVersionsV3,
  ConfigResourceTypes,
  createAPI,
  createTopicsV7,
  describeConfigsV4,
  describeProducersV0,
  describeTransactionsV0,
  endTxnV3,
  endTxnV4,
  findCoordinatorV4,
  initProducerIdV4,
  initProducerIdV5,
  listOffsetsV7,
  listOffsetsV8,
  metadataV12,
  offsetCommitV8,
} = apis
