/** Names of SQL that are not the registry's in snake case. */
const NAMES: Readonly<Record<string, string>> = {
  timestampAdd: 'timestampadd',
  timestampDiff: 'timestampdiff',
  isNull: 'isnull',
  isNotNull: 'isnotnull',
  equalNullSafe: '<=>',
  bitwiseNot: '~',
  bitwiseAnd: '&',
  bitwiseOr: '|',
  bitwiseXor: '^',
  countDistinct: 'count',
}

/** What SQL calls a function of the registry: `makeTimestamp` is `make_timestamp`. */
export const sqlName = (name: string): string =>
  NAMES[name] ?? name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
