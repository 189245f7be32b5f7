type Part = () => void

// The parts run in a browser, are checked against its types by a configuration of their own, and are no part of this program. The assertion
// hides the names from the compiler; bundlers still find them.
const [{ switchThemes }, { sortTables }, { filterRows }, { showTips }, { followScroll }] = (await Promise.all([
  import('./client/switch-themes.ts' as string),
  import('./client/sort-tables.ts' as string),
  import('./client/filter-rows.ts' as string),
  import('./client/show-tips.ts' as string),
  import('./client/follow-scroll.ts' as string),
])) as Record<string, Part>[]

/** The page's script: functions that need nothing around them, as their own source. */
export const clientScript = (): string =>
  [switchThemes, sortTables, filterRows, showTips, followScroll].map(part => `(${part})();`).join('\n')
