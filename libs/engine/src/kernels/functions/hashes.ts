import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { HostValue } from '@millrace/columns'
import type { TypedExpression } from '../../plan/typed-expression.ts'
import type { Resolved, ScalarFunction } from '../function.ts'
import { hosted } from '../hosted.ts'
import { type Hasher, hashOf } from './hash-values.ts'
import { hashBytes, hashInt, hashLong } from './murmur3.ts'
import { anyType, signature } from './signature.ts'
import { analysisError } from './spark-error.ts'
import { xxhashBytes, xxhashInt, xxhashLong } from './xxhash64.ts'

const MURMUR3: Hasher<number> = { int: hashInt, long: hashLong, bytes: hashBytes }
const XXHASH64: Hasher<bigint> = { int: xxhashInt, long: xxhashLong, bytes: xxhashBytes }

/** Spark's seed of both hashes. */
const SEED = 42

function resolveHash(type: 'int32' | 'int64') {
  const resolve = signature([anyType], type, { rest: anyType, nullable: false })
  return (args: readonly TypedExpression[], name: string): Resolved => {
    if (args.some(a => a.type.includes('map<'))) {
      throw analysisError('DATATYPE_MISMATCH.HASH_MAP_TYPE', `Input to the function \`${name}\` cannot contain maps.`)
    }
    return resolve(args, name)
  }
}

function hash<H extends HostValue>(type: 'int32' | 'int64', hasher: Hasher<H>, seed: H): ScalarFunction {
  return hosted({
    resolve: resolveHash(type),
    nulls: 'seen',
    evaluator(call) {
      const hashes = call.args.map(a => hashOf(a.type, hasher))
      return (...values: HostValue[]) => values.reduce<H>((h, value, i) => hashes[i](value, h), seed)
    },
  })
}

const digest = (algorithm: string): ScalarFunction =>
  hosted({
    resolve: signature(['binary'], 'string'),
    evaluator: () => (bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex'),
  })

const SHA2: Readonly<Record<number, string>> = {
  0: 'sha256',
  224: 'sha224',
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
}
const sha1 = digest('sha1')

export const hashes = {
  /** Murmur3 of 32 bits over any values, each going on from the one before. */
  hash: hash('int32', MURMUR3, SEED),
  xxhash64: hash('int64', XXHASH64, BigInt(SEED)),
  md5: digest('md5'),
  sha: sha1,
  sha1,
  /** `sha2(bytes, bits)`; null for a length that SHA-2 does not have. */
  sha2: hosted({
    resolve: (args, name) => ({ ...signature(['binary', 'int32'], 'string')(args, name), nullable: true }),
    evaluator: () => (bytes: Uint8Array, bits: number) =>
      SHA2[bits] === undefined ? null : createHash(SHA2[bits]).update(bytes).digest('hex'),
  }),
  crc32: hosted({
    resolve: signature(['binary'], 'int64'),
    evaluator: () => (bytes: Uint8Array) => BigInt(crc32(bytes)),
  }),
} satisfies Record<string, ScalarFunction>
