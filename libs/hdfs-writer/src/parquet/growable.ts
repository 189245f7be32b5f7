type Growable = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array

/** A copy of the array with more room. */
export function grown<T extends Growable | Int8Array | Int16Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (n: number) => T)(length)
  larger.set(array as never)
  return larger
}
