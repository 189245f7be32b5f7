import type { Arg, Column, Value } from '../call-signature.ts'
import type { HostMap } from '../host-type.ts'
import type { ElementOf, KeyOf, ListOf, MapOf, NotNull, Numeric, StructOf } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Collection, Dictionary, Flag, List, Long, Text, Whole } from './value-types.ts'

/** A list. */
export const array = scalar<[...values: Column<unknown>[]], ListOf<Arg>>('array', 'c...')
/** With the value at the end. */
export const arrayAppend = scalar<[list: Column<List>, value: Value<unknown>], Arg<0> | null>('arrayAppend', 'cv')
/** With the value at the start. */
export const arrayPrepend = scalar<[list: Column<List>, value: Value<unknown>], Arg<0> | null>('arrayPrepend', 'cv')
/** Without nulls. */
export const arrayCompact = scalar<[list: Column<List>], ListOf<NotNull<ElementOf<Arg<0>>>> | null>('arrayCompact', 'c')
/** Whether it is there. */
export const arrayContains = scalar<[list: Column<List>, value: Value<unknown>], Flag>('arrayContains', 'cv')
/** Each value once. */
export const arrayDistinct = scalar<[list: Column<List>], Arg<0> | null>('arrayDistinct', 'c')
/** Values of a that are not in b, each once. */
export const arrayExcept = scalar<[a: Column<List>, b: Column<List>], Arg<0> | null>('arrayExcept', 'cc')
/** With the value at a place. */
export const arrayInsert = scalar<[list: Column<List>, place: Value<Numeric>, value: Value<unknown>], Arg<0> | null>(
  'arrayInsert',
  'cvv',
)
/** Values of both, each once. */
export const arrayIntersect = scalar<[a: Column<List>, b: Column<List>], Arg<0> | null>('arrayIntersect', 'cc')
/** As text. */
export const arrayJoin = scalar<[list: Column<List>, separator: Value<Text>, nulls?: Value<Text>], Text>(
  'arrayJoin',
  'cvv',
)
/** The largest. */
export const arrayMax = scalar<[list: Column<List>], ElementOf<Arg<0>>>('arrayMax', 'c')
/** The smallest. */
export const arrayMin = scalar<[list: Column<List>], ElementOf<Arg<0>>>('arrayMin', 'c')
/** Its first place, from 1; 0 when it is not there. */
export const arrayPosition = scalar<[list: Column<List>, value: Value<unknown>], Long>('arrayPosition', 'cv')
/** Without the value. */
export const arrayRemove = scalar<[list: Column<List>, value: Value<unknown>], Arg<0> | null>('arrayRemove', 'cv')
/** N times. */
export const arrayRepeat = scalar<[value: Column<unknown>, n: Value<Numeric>], ListOf<Arg<0>> | null>(
  'arrayRepeat',
  'cv',
)
/** How many; null for null. */
export const arraySize = scalar<[list: Column<List>], Whole>('arraySize', 'c')
/** In order, nulls first when ascending. */
export const sortArray = scalar<[list: Column<List>, ascending?: Value<Flag>], Arg<0> | null>('sortArray', 'cv')
/** Values of either, each once. */
export const arrayUnion = scalar<[a: Column<List>, b: Column<List>], Arg<0> | null>('arrayUnion', 'cc')
/** Whether they have a value in common. */
export const arraysOverlap = scalar<[a: Column<List>, b: Column<List>], Flag>('arraysOverlap', 'cc')
/** How many values or entries. */
export const size = scalar<[collection: Column<Collection>], Whole>('size', 'c')
/** The same as `size`. */
export const cardinality = size
/** By place from 1, or by key; an error outside of a list. */
export const elementAt = scalar<[collection: Column<Collection>, key: Value<unknown>], ElementOf<Arg<0>>>(
  'elementAt',
  'cv',
)
/** As `elementAt`, null outside. */
export const tryElementAt = scalar<[collection: Column<Collection>, key: Value<unknown>], ElementOf<Arg<0>>>(
  'tryElementAt',
  'cv',
)
/** An element by index from 0; null outside. */
export const get = scalar<[list: Column<List>, index: Value<Numeric>], ElementOf<Arg<0>>>('get', 'cv')
/** The elements in a random order; with a seed in the same one each time. */
export const shuffle = scalar<[list: Column<List>, seed?: Value<Numeric>], Arg<0> | null>('shuffle', 'cv')
/** One list of all. */
export const flatten = scalar<[lists: Column<List>], ElementOf<Arg<0>>>('flatten', 'c')
/** A map. */
export const map = scalar<[...keysAndValues: Column<unknown>[]], MapOf<Arg<0>, Arg<1>>>('map', 'c...')
/** One map of all; an error for a key that is there twice. */
export const mapConcat = scalar<[...maps: Column<Dictionary>[]], Arg | null>('mapConcat', 'c...')
/** Whether it is there. */
export const mapContainsKey = scalar<[map: Column<Dictionary>, key: Value<unknown>], Flag>('mapContainsKey', 'cv')
/** A list of structs. */
export const mapEntries = scalar<
  [map: Column<Dictionary>],
  ListOf<StructOf<{ readonly key: KeyOf<Arg<0>>; readonly value: ElementOf<Arg<0>> }>> | null
>('mapEntries', 'c')
/** A map. */
export const mapFromArrays = scalar<
  [keys: Column<List>, values: Column<List>],
  MapOf<ElementOf<Arg<0>>, ElementOf<Arg<1>>> | null
>('mapFromArrays', 'cc')
/** A map of structs. */
export const mapFromEntries = scalar<[list: Column<List>], Dictionary>('mapFromEntries', 'c')
/** The keys. */
export const mapKeys = scalar<[map: Column<Dictionary>], ListOf<KeyOf<Arg<0>>> | null>('mapKeys', 'c')
/** The values. */
export const mapValues = scalar<[map: Column<Dictionary>], ListOf<ElementOf<Arg<0>>> | null>('mapValues', 'c')
/** A map of `a:1,b:2`. */
export const strToMap = scalar<
  [text: Column<Text>, pairs?: Value<Text>, values?: Value<Text>],
  HostMap<string, string | null> | null
>('strToMap', 'cvv')
/** A list of numbers, dates or timestamps. */
export const sequence = scalar<
  [from: Column<unknown>, to: Column<unknown>, step?: Column<unknown>],
  ListOf<NotNull<Arg<0>>> | null
>('sequence', 'ccc')
/** A part. */
export const slice = scalar<[list: Column<List>, from: Value<Numeric>, length: Value<Numeric>], Arg<0> | null>(
  'slice',
  'cvv',
)
