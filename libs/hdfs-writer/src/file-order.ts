import type { FileStatus } from '@millrace/engine'

/** Sorts listings alike on every file system: by the names' UTF-16 code units. */
export const byName = (a: FileStatus, b: FileStatus): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
