import { isPortFree, type KafkaCluster, startKafka, takeFreePorts } from '@millrace/services'

export interface ExtraListener {
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT'
  /** Where clients are told to connect, when that is not the broker itself. */
  readonly advertised?: number
}

/** One broker with listeners of its own beside the plain one; their `host:port` by name. */
export async function startKafkaWithListeners<Name extends string>(
  listeners: Readonly<Record<Name, ExtraListener>>,
  config: Readonly<Record<string, string>> = {},
): Promise<{ readonly kafka: KafkaCluster; readonly addresses: Readonly<Record<Name, string>> }> {
  const names = Object.keys(listeners) as Name[]
  const own = await takeFreePorts(names.length)
  let [port] = await takeFreePorts(1)
  while (!(await isPortFree(port + 1))) [port] = await takeFreePorts(1)
  const urls = names.map((name, i) => `${name}://127.0.0.1:${own[i]}`)
  const advertised = names.map((name, i) => `${name}://127.0.0.1:${listeners[name].advertised ?? own[i]}`)
  const kafka = await startKafka({
    ports: port,
    config: {
      listeners: [`PLAINTEXT://127.0.0.1:${port}`, `CONTROLLER://127.0.0.1:${port + 1}`, ...urls].join(','),
      'advertised.listeners': [`PLAINTEXT://127.0.0.1:${port}`, ...advertised].join(','),
      'listener.security.protocol.map': [
        'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
        ...names.map(name => `${name}:${listeners[name].protocol}`),
      ].join(','),
      ...config,
    },
  })
  const addresses = Object.fromEntries(names.map((name, i) => [name, `127.0.0.1:${own[i]}`])) as Record<Name, string>
  return { kafka, addresses }
}
