import type { FileSystem } from '../connector/file-system.ts'
import type { Source } from '../connector/source.ts'

/** What becomes of a call: an error before or after its effect, or no answer ever, as when the process is killed in it. */
export type Fault = { readonly when: 'before' | 'after'; readonly error: Error } | { readonly when: 'never' }

/** Decides about the n-th call to the outside world: nothing, or a fault. */
export type FaultPlan = (call: number, name: string) => Fault | undefined

/** What kills an engine: from then on none of its calls has an effect. */
export class Crash extends Error {}

export const noFaults: FaultPlan = () => undefined

export const crashAt =
  (point: number, when: 'before' | 'after'): FaultPlan =>
  (call, name) =>
    call === point ? { when, error: new Crash(`died ${when} call ${call}, ${name}`) } : undefined

/** The calls of one engine to its file system and its source, counted together. */
export class Faults {
  readonly #plan: FaultPlan
  readonly names: string[] = []
  /** Resolves when a call was made that is never answered. */
  readonly killed: Promise<void>
  readonly #kill: () => void
  #dead = false

  constructor(plan: FaultPlan = noFaults) {
    this.#plan = plan
    const { promise, resolve } = Promise.withResolvers<void>()
    this.killed = promise
    this.#kill = resolve
  }

  get calls(): number {
    return this.names.length
  }

  async call<T>(name: string, effect: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new Crash(`${name} after the end`)
    const fault = this.#plan(this.names.push(name) - 1, name)
    if (fault === undefined) return effect()
    if (fault.when === 'never') {
      this.#dead = true
      this.#kill()
      return new Promise<never>(() => {})
    }
    if (fault.error instanceof Crash) this.#dead = true
    if (fault.when === 'after') await effect()
    throw fault.error
  }

  fileSystem(inner: FileSystem): FileSystem {
    return {
      description: inner.description,
      display: path => inner.display(path),
      write: (path, data) => this.call(`write ${path}`, () => inner.write(path, data)),
      read: (path, range) => this.call(`read ${path}`, () => inner.read(path, range)),
      status: path => this.call(`status ${path}`, () => inner.status(path)),
      list: path => this.call(`list ${path}`, () => inner.list(path)),
      mkdirs: path => this.call(`mkdirs ${path}`, () => inner.mkdirs(path)),
      rename: (from, to, options) => this.call(`rename ${from} ${to}`, () => inner.rename(from, to, options)),
      delete: (path, options) => this.call(`delete ${path}`, () => inner.delete(path, options)),
      close: async () => {},
    }
  }

  source(inner: Source): Source {
    const faults = this
    return {
      description: inner.description,
      schema: inner.schema,
      position: inner.position,
      decoder: inner.decoder,
      defaultLimit: inner.defaultLimit,
      distance: (from, to) => inner.distance(from, to),
      open: options => this.call('open', () => inner.open(options)),
      initialOffset: () => this.call('initialOffset', () => inner.initialOffset()),
      latestOffset: (start, limit) => this.call('latestOffset', () => inner.latestOffset(start, limit)),
      pin: () => this.call('pin', () => inner.pin()),
      partitions: (start, end) => this.call('partitions', () => inner.partitions(start, end)),
      async *read(partition, signal) {
        for await (const block of inner.read(partition, signal))
          yield await faults.call(`read ${partition.id}`, async () => block)
      },
      committed: end => this.call('committed', () => inner.committed(end)),
      close: () => inner.close(),
    }
  }
}
