import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Panel } from '@millrace/analytics'
import { panelCsv } from '@millrace/analytics/panels'
import { MillraceError } from '@millrace/errors'

/** Writes `<name>.csv` for each panel; one that is there is replaced as a whole. MILLRACE_FILE_SYSTEM where that fails. */
export async function writePanels(directory: string, panels: readonly Panel[]): Promise<void> {
  await attempt(directory, () => mkdir(directory, { recursive: true }))
  for (const panel of panels) await replaceFile(join(directory, `${panel.name}.csv`), panelCsv(panel))
}

/** Writes a file that is either the old or the new one, whole. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.inprogress`
  await attempt(path, async () => {
    try {
      await writeFile(temporary, text, { flag: 'wx', flush: true })
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

async function attempt(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'MILLRACE_DISK_FULL' : 'MILLRACE_FILE_SYSTEM'
    throw new MillraceError(code, `${path} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}
