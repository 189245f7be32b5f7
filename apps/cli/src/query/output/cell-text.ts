import { DuckDBDateValue, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'

/** Types whose values hold no text of a log: numbers, times and the like are as they are in every form. */
const PLAIN =
  /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|FLOAT|DOUBLE|DECIMAL\(|DATE|TIME|INTERVAL|UUID|BIT)/

export const isPlain = (type: DuckDBType): boolean => PLAIN.test(String(type)) && !/[[\]]$/.test(String(type))

/** Numbers stand to the right in tables. */
export const isNumber = (type: DuckDBType): boolean =>
  isPlain(type) && !/^(BOOLEAN|DATE|TIME|INTERVAL|UUID|BIT)/.test(String(type))

/** A value as DuckDB prints it; null for NULL. */
export function valueText(value: DuckDBValue | undefined, type: DuckDBType): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof DuckDBDateValue) return dateText(value)
  return String(type) === 'FLOAT' ? floatText(value as number) : String(value)
}

/** The client's own text of an infinite date is the day that its number would be. */
export function dateText(date: DuckDBDateValue): string {
  if (date.days === DuckDBDateValue.PosInf.days) return 'infinity'
  return date.days === DuckDBDateValue.NegInf.days ? '-infinity' : String(date)
}

/** The shortest text that is this value again. */
export function floatText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}
