import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system in memory that is soon full, for tests; it needs the right to mount. Sizes as mount takes them: `200k`, `6m`. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'millrace-disk-'))

  constructor(size: string) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.path], { stdio: 'pipe' })
    } catch (error) {
      rmdirSync(this.path)
      throw error
    }
  }

  resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.path], { stdio: 'pipe' })
  }

  /** Also while a process that is being killed still has files open. */
  remove(): void {
    execFileSync('umount', ['-l', this.path], { stdio: 'pipe' })
    rmdirSync(this.path)
  }
}

/** Whether this process may mount. */
export function mayMount(): boolean {
  try {
    new SmallDisk('1m').remove()
    return true
  } catch {
    return false
  }
}
