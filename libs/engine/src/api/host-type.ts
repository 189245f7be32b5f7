import type { DayTimeIntervalType, HostValue, Interval, TypeName, YearMonthIntervalType } from '@millrace/columns'

/** A calendar day as people write it, `YYYY-MM-DD`: the host type of `date`. */
export type DateString = `${number}-${number}-${number}`

interface HostTypes {
  boolean: boolean
  int8: number
  int16: number
  int32: number
  int64: bigint
  float: number
  double: number
  string: string
  binary: Uint8Array
  date: DateString
  timestamp: Date
  timestamp_ntz: Date
  interval: Interval
  void: null
}

/** A map as `rowsOf` gives it: its entries in their order. */
export interface HostMap<K, V> {
  readonly keys: readonly K[]
  readonly values: readonly V[]
}

/** The TypeScript type of a value of a column type, which is what `rowsOf` gives; a decimal is its unscaled digits. */
export type HostType<T extends TypeName> = T extends keyof HostTypes
  ? HostTypes[T]
  : T extends YearMonthIntervalType
    ? number
    : T extends DayTimeIntervalType | `decimal(${string}`
      ? bigint
      : T extends `list<${infer E}>`
        ? readonly (Inner<E> | null)[]
        : T extends `map<${infer E}>`
          ? MapOf<Split<E>>
          : T extends `struct<${infer M}>`
            ? string extends M
              ? HostValue
              : StructOf<Split<M>>
            : HostValue

type Inner<T extends string> = string extends T ? HostValue : T extends TypeName ? HostType<T> : HostValue

type MapOf<Parts> = Parts extends readonly [infer K extends string, infer V extends string]
  ? HostMap<Inner<K>, Inner<V> | null>
  : HostMap<HostValue, HostValue>

type StructOf<Members extends readonly string[]> = {
  readonly [M in Members[number] as MemberName<M>]: MemberType<M> | null
}

type MemberName<M extends string> = M extends `\`${infer Name}\`:${string}`
  ? Name
  : M extends `${infer Name}:${string}`
    ? Name
    : never

type MemberType<M extends string> = M extends `\`${string}\`:${infer T}`
  ? Inner<T>
  : M extends `${string}:${infer T}`
    ? Inner<T>
    : never

/** The parts between commas that are in no brackets. */
type Split<
  Text extends string,
  Part extends string = '',
  Depth extends readonly 0[] = [],
  Parts extends readonly string[] = [],
> = string extends Text
  ? readonly string[]
  : Text extends `${infer C}${infer Rest}`
    ? C extends ','
      ? Depth extends readonly []
        ? Split<Rest, '', [], [...Parts, Part]>
        : Split<Rest, `${Part},`, Depth, Parts>
      : C extends '<' | '('
        ? Split<Rest, `${Part}${C}`, [0, ...Depth], Parts>
        : C extends '>' | ')'
          ? Split<Rest, `${Part}${C}`, Depth extends readonly [0, ...infer D extends readonly 0[]] ? D : [], Parts>
          : Split<Rest, `${Part}${C}`, Depth, Parts>
    : [...Parts, Part]
