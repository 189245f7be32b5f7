import { connect, createServer, type Server, type Socket } from 'node:net'

/** What becomes of a request: passed on, lost on its way, or carried out but its answer lost. Losses end the connection. */
export type Fate = 'pass' | 'lose request' | 'lose answer'

/** A TCP proxy in front of a broker that understands just enough of the protocol to lose chosen requests or answers. */
export class KafkaProxy {
  /** Asked for every request. */
  fate: (apiKey: number) => Fate = () => 'pass'
  /** Told when an answer was lost. */
  onLostAnswer: () => void = () => {}
  /** While true every connection is refused and the existing ones are cut. */
  down = false
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #target = ''

  constructor() {
    this.#server = createServer(client => this.#connect(client))
  }

  /** Listens on a free port of the loopback interface. */
  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** `host:port` of the broker. */
  forwardTo(target: string): void {
    this.#target = target
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    this.cut()
    this.#server.close()
  }

  #connect(client: Socket): void {
    if (this.down) {
      client.destroy()
      return
    }
    const [host, port] = this.#target.split(':')
    const broker = connect(Number(port), host)
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ]) {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
    let lost = -1
    onFrames(client, frame => {
      const fate = this.fate(frame.readInt16BE(4))
      if (fate === 'lose request') this.#lose(client)
      if (fate === 'lose answer') lost = frame.readInt32BE(8)
      if (fate !== 'lose request') broker.write(frame)
    })
    onFrames(broker, frame => {
      if (frame.readInt32BE(4) === lost) {
        this.#lose(client)
        this.onLostAnswer()
      } else client.write(frame)
    })
  }

  #lose(client: Socket): void {
    client.destroy()
    if (this.down) this.cut()
  }
}

/** Calls back for each whole size-prefixed message. */
function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk as Buffer])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  })
}
