import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A folder for one test with a folder `in`; it is below this one, so that pipelines in it find the packages. */
export function projectFolder(): string {
  const folder = mkdtempSync(fileURLToPath(new URL('./.test-', import.meta.url)))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'in'))
  return folder
}
