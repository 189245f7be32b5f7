import { type ChildProcess, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { repositoryFile } from './paths.ts'

/** Starts one of the repository's programs. */
export const startApp = (file: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [repositoryFile(file), ...args], { stdio: 'pipe' })

/** Resolves when a process has ended; fails with its last words when it failed. */
export function ended(name: string, child: ChildProcess): Promise<void> {
  let words = ''
  child.stderr?.on('data', data => {
    words = (words + data).slice(-2000)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}: ${words}`))))
  })
}

/** Writes a file several times into the standard input of ingest, and ends it. */
export async function sendAgainAndAgain(file: string, times: number, ingest: ChildProcess): Promise<void> {
  if (ingest.stdin === null) throw new Error('ingest has no standard input')
  async function* content() {
    for (let pass = 0; pass < times; pass++) yield* createReadStream(file, { highWaterMark: 1 << 20 })
  }
  await pipeline(Readable.from(content()), ingest.stdin)
}
