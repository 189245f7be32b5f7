import type { HostValue, TypeName } from '@millrace/columns'
import { MillraceError } from '@millrace/errors'
import type { ListState, MapState, StatefulHandle, StateOptions, ValueState } from '../api/transform.ts'
import { shown } from '../kernels/user-code.ts'
import { stateValue } from './state-value.ts'
import type { Cell, Declaration } from './transform-entry.ts'

/** The key whose rows are being handled. */
export interface CurrentKey {
  /** MILLRACE_USAGE after `init`, or when a name is asked for twice. */
  declare(name: string, declaration: Declaration): void
  /** The value of a state; undefined when there is none, or its time is over. */
  get(name: string): Cell['value'] | undefined
  set(name: string, value: Cell['value']): void
  clear(name: string): void
  /** Those of the key; `registering` a timer may be refused. */
  timers(registering?: boolean): Set<number>
}

/** What the program of a name is given to work with. Values of another type than a state's are refused as MILLRACE_USER_FUNCTION. */
export function statefulHandle(program: string, current: CurrentKey): StatefulHandle {
  const refused = (name: string, given: unknown, expected: string): MillraceError => {
    const text = typeof given === 'object' || typeof given === 'string' ? shown(given) : String(given)
    return new MillraceError(
      'MILLRACE_USER_FUNCTION',
      `The state "${name}" of the processor ${program} was given ${text}, which is no ${expected}.`,
    )
  }
  /** Declares a state; gives what checks its values. */
  const declare = (name: string, kind: Declaration['kind'], type: TypeName, options: StateOptions) => {
    current.declare(name, { kind, type, ttlMs: options.ttlMs ?? Number.POSITIVE_INFINITY })
    const keptValue = stateValue(type)
    return <T extends HostValue>(given: T): T => {
      const value = keptValue(given)
      if (value === undefined) throw refused(name, given, type)
      return value as T
    }
  }
  return {
    valueState: <T extends HostValue>(name: string, type: TypeName, options: StateOptions = {}): ValueState<T> => {
      const checked = declare(name, 'value', type, options)
      return {
        exists: () => current.get(name) !== undefined,
        get: () => (current.get(name) as T | undefined) ?? null,
        update: value => current.set(name, checked(value)),
        clear: () => current.clear(name),
      }
    },
    listState: <T extends HostValue>(name: string, element: TypeName, options: StateOptions = {}): ListState<T> => {
      const checked = declare(name, 'list', element, options)
      const list = (): T[] => (current.get(name) as T[] | undefined) ?? []
      return {
        exists: () => current.get(name) !== undefined,
        get: list,
        put: values => current.set(name, Array.from(values, checked)),
        append: value => current.set(name, [...list(), checked(value)]),
        clear: () => current.clear(name),
      }
    },
    mapState: <T extends HostValue>(name: string, type: TypeName, options: StateOptions = {}): MapState<T> => {
      const checked = declare(name, 'map', type, options)
      const map = (): Map<string, T> => (current.get(name) as Map<string, T> | undefined) ?? new Map<string, T>()
      return {
        exists: () => current.get(name) !== undefined,
        get: key => map().get(key) ?? null,
        has: key => map().has(key),
        update: (key, value) => {
          if (typeof key !== 'string') throw refused(name, key, 'string and so no key of a map')
          current.set(name, map().set(key, checked(value)))
        },
        remove: key => {
          const rest = map()
          rest.delete(key)
          if (rest.size === 0) current.clear(name)
          else current.set(name, rest)
        },
        // In an order that a restart keeps: the checkpoint's JSON has one of its own for keys that are numbers.
        entries: () => [...map()].sort(([a], [b]) => (a < b ? -1 : 1)),
        clear: () => current.clear(name),
      }
    },
    registerTimer: timeMs => void current.timers(true).add(timeMs),
    deleteTimer: timeMs => void current.timers().delete(timeMs),
    timers: () => [...current.timers()].sort((a, b) => a - b),
  }
}
