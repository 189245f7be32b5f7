import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { MillraceError } from '@millrace/errors'
import { findFiles } from '@millrace/files/find-files'
import { inputError } from '@millrace/files/input-error'
import { openFile } from './open-file.ts'
import { type Reading, STANDARD_INPUT } from './reading.ts'
import { findRotatedRest } from './rotated-rest.ts'
import type { SourceLines } from './source-lines.ts'
import { readStream } from './stream.ts'
import { Tail } from './tail.ts'

/**
 * Reads every input from where it was left to its end, one after the other. A damaged input ends at the damage; the others are
 * still read, and the error comes at the end.
 */
export async function* readOnce(reading: Reading): AsyncGenerator<SourceLines> {
  const paths = await findAll(reading.inputs)
  for (const path of paths) reading.stats.rawTotal += path === STANDARD_INPUT ? 0 : (await statOf(path)).size
  const errors: MillraceError[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    try {
      yield* readInput(path, seen, reading)
    } catch (error) {
      if (!(error instanceof MillraceError) || error.code !== 'MILLRACE_INPUT_DAMAGED') throw error
      if (paths.length > 1) reading.log.error(error.message)
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

/**
 * The files of all inputs, each path once, in the order given.
 *
 * @throws MillraceError MILLRACE_INPUT_MISSING, naming the first that is not there.
 */
export async function findAll(inputs: readonly string[]): Promise<string[]> {
  const paths = new Set<string>()
  for (const input of inputs) {
    for (const path of input === STANDARD_INPUT ? [input] : await findFiles(input)) paths.add(path)
  }
  return [...paths]
}

const statOf = (path: string) =>
  stat(path).catch(error => {
    throw inputError(path, error)
  })

async function* readInput(path: string, seen: Set<string>, reading: Reading): AsyncGenerator<SourceLines> {
  const { book, oversize, log, stats } = reading
  if (path === STANDARD_INPUT || !(await statOf(path)).isFile()) {
    const name = path === STANDARD_INPUT ? 'standard input' : path
    log.warn(`Lines of ${name} are sent at least once: it has no position to continue from after a crash.`)
    stats.files++
    yield* readStream(name, path === STANDARD_INPUT ? process.stdin : createReadStream(path), oversize)
    return
  }
  const file = await openFile(path)
  const identity = `${file.device}:${file.inode}`
  if (seen.has(identity)) {
    await file.handle.close()
    return
  }
  seen.add(identity)
  const resumed = await book.resume(file)
  const rest = await findRotatedRest(path, book)
  if (rest !== null) {
    seen.add(`${rest.file.device}:${rest.file.inode}`)
    yield* readToEnd(new Tail(rest.file, rest.resumed, book, oversize), reading, path)
  }
  yield* readToEnd(new Tail(file, resumed, book, oversize), reading)
}

/** `restOf`: the path under which the first part of this file was read. */
async function* readToEnd(tail: Tail, reading: Reading, restOf?: string): AsyncGenerator<SourceLines> {
  const { stats, log } = reading
  let counted = tail.rawPosition
  let started = false
  if (restOf === undefined) stats.rawBefore += counted
  const count = (): void => {
    const read = tail.rawPosition - counted
    counted += read
    stats.rawBytes += read
    // Only the files that were named are in the total.
    if (restOf !== undefined) stats.rawTotal += read
  }
  try {
    for (let lines = await tail.next(); lines !== null; lines = await tail.next()) {
      if (restOf !== undefined && tail.consumed.position === tail.resumedAt) log.info(restMessage(tail.path, restOf))
      if (!started) stats.files++
      started = true
      count()
      if (lines.block.count > 0) stats.lineBytes += lines.to - lines.from
      yield lines
    }
    count()
    for await (const last of tail.finish()) {
      if (!started) stats.files++
      started = true
      if (last.block.count > 0) stats.lineBytes += last.to - last.from
      yield last
    }
    if (!started && tail.resumedAt > 0 && restOf === undefined) {
      log.info(`${tail.path} was sent before (${tail.resumedAt} bytes), nothing is new; --again sends it once more.`)
    }
  } finally {
    await tail.close()
  }
}

/** Said when a log was rotated between two runs. */
export const restMessage = (path: string, restOf: string): string =>
  `${path} holds the rest of what was ${restOf}; it is taken first.`
