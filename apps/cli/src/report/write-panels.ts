import { join } from 'node:path'
import type { Panel } from '@millrace/analytics'
import { panelCsv } from '@millrace/analytics/panels'
import { makeFolder } from '@millrace/engine/make-folder'
import { attempt, replaceFile } from './replace-file.ts'

/** Writes `<name>.csv` for each panel; one that is there is replaced as a whole. MILLRACE_FILE_SYSTEM where that fails. */
export async function writePanels(directory: string, panels: readonly Panel[]): Promise<void> {
  await attempt(directory, async () => makeFolder(directory))
  for (const panel of panels) await replaceFile(join(directory, `${panel.name}.csv`), panelCsv(panel))
}
