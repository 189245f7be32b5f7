import { closeSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { benchFolder, repositoryFile } from './paths.ts'

export interface LogFile {
  readonly path: string
  readonly lines: number
  readonly bytes: number
}

/**
 * A log in the common format of at least so many bytes: the bundled day of NASA requests again and again, each time as
 * another day of the month, with every twelfth line from a host that no earlier time had. 200 MB have 82,000 hosts then; the
 * whole July 1995 of that server, 205 MB, has 81,983.
 */
export function nasaLog(bytes: number): LogFile {
  const day = gunzipSync(readFileSync(repositoryFile('data/nasa-1995-08-01.log.gz'))).toString('latin1')
  const dayLines = day.trimEnd().split('\n')
  const times = Math.ceil(bytes / day.length)
  const path = join(benchFolder(), `nasa-${times}.log`)
  if (!exists(path)) {
    const file = openSync(`${path}.partial`, 'w')
    for (let time = 0; time < times; time++) {
      const date = `[${String(1 + (time % 28)).padStart(2, '0')}/Aug/1995:`
      const text = dayLines.map((line, i) => (i % 12 === 1 ? `${time}.` : '') + line.replace('[01/Aug/1995:', date))
      writeSync(file, Buffer.from(`${text.join('\n')}\n`, 'latin1'))
    }
    closeSync(file)
    renameSync(`${path}.partial`, path)
  }
  return { path, lines: times * dayLines.length, bytes: statSync(path).size }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
