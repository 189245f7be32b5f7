import type { Column, Value } from '../call-signature.ts'
import type { Numeric } from '../row-types.ts'
import { scalar } from './scalar.ts'
import type { Bytes, Flag, Long, Text, Whole } from './value-types.ts'

/** What is at a path like `$.a[0]`. */
export const getJsonObject = scalar<[text: Column<Text>, path: Value<Text>], Text>('getJsonObject', 'cv')
/** How many values the outer list has. */
export const jsonArrayLength = scalar<[text: Column<Text>], Whole>('jsonArrayLength', 'c')
/** Keys of the outer object. */
export const jsonObjectKeys = scalar<[text: Column<Text>], readonly string[] | null>('jsonObjectKeys', 'c')
/** The schema of a constant. */
export const schemaOfJson = scalar<[text: Value<Text>], Text>('schemaOfJson', 'v')
/** The schema of a constant. */
export const schemaOfCsv = scalar<[text: Value<Text>], Text>('schemaOfCsv', 'v')
/** CRC-32, a bigint. */
export const crc32 = scalar<[value: Column<Bytes>], Long>('crc32', 'c')
/** Murmur3 of 32 bits. */
export const hash = scalar<[...values: Column<unknown>[]], number>('hash', 'c...')
/** XxHash of 64 bits. */
export const xxhash64 = scalar<[...values: Column<unknown>[]], bigint>('xxhash64', 'c...')
/** MD5 in hexadecimal digits. */
export const md5 = scalar<[value: Column<Bytes>], Text>('md5', 'c')
/** SHA-1 in hexadecimal digits. */
export const sha1 = scalar<[value: Column<Bytes>], Text>('sha1', 'c')
/** The same as `sha1`. */
export const sha = sha1
/** SHA-224, 256, 384 or 512. */
export const sha2 = scalar<[value: Column<Bytes>, bits: Value<Numeric>], Text>('sha2', 'cv')
/** A random UUID. */
export const uuid = scalar<[seed?: Value<Numeric>], string>('uuid', 'v')
/** The type as text. */
export const typeOf = scalar<[value: Column<unknown>], string>('typeof', 'c')
/** Null; an error when it is not true. */
export const assertTrue = scalar<[condition: Column<Flag>, message?: Value<Text>], null>('assertTrue', 'cv')
/** An error. */
export const raiseError = scalar<[message: Value<Text>], null>('raiseError', 'v')
/** The user who runs the program. */
export const currentUser = scalar<[], string>('currentUser', '')
/** `spark_catalog`: there are no catalogs. */
export const currentCatalog = scalar<[], string>('currentCatalog', '')
/** `default`: there are no databases. */
export const currentDatabase = scalar<[], string>('currentDatabase', '')
/** The same as `currentDatabase`. */
export const currentSchema = currentDatabase
/** The same as `currentUser`. */
export const sessionUser = currentUser
/** The same as `currentUser`. */
export const user = currentUser

export { typeOf as typeof }
