import { connect } from 'node:net'

const TIMEOUT_MS = 2_000

/** What a broker says about its cluster. */
export interface KafkaMetadata {
  /** Ids of the brokers that are up. */
  readonly brokers: readonly number[]
  /** Id of the active controller's broker, -1 when there is none. */
  readonly controller: number
}

/**
 * Asks a broker with a Metadata request, version 1, for no topic.
 * Format: https://kafka.apache.org/protocol#The_Messages_Metadata
 */
export function kafkaMetadata(port: number, host = '127.0.0.1'): Promise<KafkaMetadata> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    let received: Buffer = Buffer.alloc(0)
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(TIMEOUT_MS, () => fail(new Error(`${host}:${port} did not answer in time`)))
    socket.on('error', fail)
    socket.on('close', () => fail(new Error(`${host}:${port} closed the connection`)))
    socket.on('connect', () => socket.write(metadataRequest()))
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return
      socket.removeAllListeners('close').destroy()
      try {
        resolve(parseMetadata(received))
      } catch (error) {
        reject(error)
      }
    })
  })
}

function metadataRequest(): Buffer {
  const request = Buffer.alloc(18)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(3, 4) // api key: Metadata
  request.writeInt16BE(1, 6) // api version
  request.writeInt32BE(1, 8) // correlation id
  request.writeInt16BE(-1, 12) // client id: null
  request.writeInt32BE(0, 14) // topics: none
  return request
}

function parseMetadata(response: Buffer): KafkaMetadata {
  let at = 8 // length, correlation id
  const int16 = (): number => response.readInt16BE((at += 2) - 2)
  const int32 = (): number => response.readInt32BE((at += 4) - 4)
  const skipString = (): void => {
    const length = int16()
    at += Math.max(0, length)
  }
  const brokers: number[] = []
  for (let left = int32(); left > 0; left--) {
    brokers.push(int32())
    skipString() // host
    int32() // port
    skipString() // rack
  }
  return { brokers, controller: int32() }
}

/** True when the broker at `port` knows at least `count` brokers and a controller. */
export async function kafkaIsReady(port: number, count: number): Promise<boolean> {
  const { brokers, controller } = await kafkaMetadata(port)
  return brokers.length >= count && controller >= 0
}
