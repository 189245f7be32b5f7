/**
 * Where things lie in the module's memory. All of it is addressed by hand: there is no allocation but that of the tables of texts.
 */

/** Most lines that are parsed at a time: as many as fill the processor's cache with what is known about them. */
export const LINES: i32 = 4096
/** Most bytes that are searched or parsed at a time. */
export const INPUT_BYTES: i32 = 1 << 20
/** Room before and behind the input, for reads of many bytes at a time. */
const MARGIN: i32 = 64
/** Columns of text; a column's number is its place in the log line. */
export const TEXTS: i32 = 9

export const INPUT: i32 = 1024 + MARGIN
/** Lines: i32 positions in the block, of the first byte and of the one behind the last. */
export const STARTS: i32 = INPUT + INPUT_BYTES + MARGIN
export const ENDS: i32 = STARTS + LINES * 4
/** Columns of a run of rows; `ROWS` are one byte of a bitmap more than lines. */
export const ROWS: i32 = LINES + 8
export const TIMES: i32 = ENDS + LINES * 4
export const SIZES: i32 = TIMES + ROWS * 8
export const SIZE_VALIDITY: i32 = SIZES + ROWS * 8
export const OFFSETS: i32 = SIZE_VALIDITY + ROWS
export const STATUSES: i32 = OFFSETS + ROWS * 2
/** Of each text column: the ids of its rows, then where in memory each text begins and its length. */
export const IDS: i32 = STATUSES + ROWS * 2
export const RANGES: i32 = IDS + TEXTS * ROWS * 4
/** Of each text column: address, mask and number of entries of its table. */
export const TABLES: i32 = RANGES + TEXTS * ROWS * 8
/** What is wanted of each text column. */
export const NEEDS: i32 = TABLES + TEXTS * 16
/** Nulls of each text column, and of the sizes, since the last `begin`. */
export const NULLS: i32 = NEEDS + TEXTS * 4
/** The tables of texts, one after another as they grow. */
export const HEAP: i32 = (NULLS + (TEXTS + 1) * 4 + 63) & ~63
