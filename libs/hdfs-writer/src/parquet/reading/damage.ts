/** Bytes that are not what the Parquet format says; the message says why, for the end of a sentence. */
export class ParquetDamage extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'ParquetDamage'
  }
}
