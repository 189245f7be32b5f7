import { type API, createAPI, type Reader, Writer } from './kafka-library.ts'

export interface ProduceRequest {
  readonly transactionalId: string | null
  readonly topic: string
  readonly partition: number
  /** One record batch. */
  readonly batch: Buffer
  /** Milliseconds the leader waits for its followers. */
  readonly timeout: number
}

export interface ProduceAnswer {
  readonly errorCode: number
  readonly errorMessage: string | null
}

const ALL_IN_SYNC = -1

/** Produce of one batch with acks=all; layout of versions 9 to 11, https://kafka.apache.org/protocol#The_Messages_Produce. */
const produceVersion = (version: number): API<[ProduceRequest], ProduceAnswer> =>
  createAPI(
    0,
    version,
    ({ transactionalId, topic, partition, batch, timeout }: ProduceRequest) =>
      Writer.create()
        .appendString(transactionalId)
        .appendInt16(ALL_IN_SYNC)
        .appendInt32(timeout)
        .appendArray([topic], (w, name) => {
          w.appendString(name).appendArray([partition], (v, p) => {
            v.appendInt32(p)
              .appendUnsignedVarInt(batch.length + 1)
              .append(batch)
          })
        })
        .appendTaggedFields(),
    (_correlation, _key, _version, reader) => parseAnswer(reader),
  )

export const produceApis: readonly API<[ProduceRequest], ProduceAnswer>[] = [11, 10, 9].map(produceVersion)

function parseAnswer(reader: Reader): ProduceAnswer {
  const topics = reader.readArray(r => {
    r.readString()
    return r.readArray(parsePartition)
  })
  return topics[0]?.[0] ?? { errorCode: -1, errorMessage: 'an empty answer' }
}

function parsePartition(r: Reader): ProduceAnswer {
  r.readInt32()
  const errorCode = r.readInt16()
  r.skip(24)
  const details = r.readArray(d => {
    d.readInt32()
    return d.readNullableString()
  })
  const errorMessage = r.readNullableString()
  return { errorCode, errorMessage: errorMessage ?? details[0] ?? null }
}
