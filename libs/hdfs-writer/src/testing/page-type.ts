/** Type of the Parquet page at `offset` (0 data V1, 2 dictionary, 3 data V2): the first field of its compact Thrift header. */
export function pageType(file: Uint8Array, offset: number): number {
  if (file[offset] !== 0x15) throw new Error(`No page header at ${offset}.`)
  return file[offset + 1] >> 1
}
