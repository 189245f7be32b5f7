import { beforeAll, describe, expect, test } from 'vitest'
import { runToEnd, visible } from '../../testing/crash-run.ts'
import { Crash, crashAt, type FaultPlan } from '../../testing/faults.ts'
import { logLines } from '../../testing/log-query.ts'
import { MemoryFileSystem } from '../../testing/memory-file-system.ts'
import { MemoryTopic } from '../../testing/memory-source.ts'
import { seededRandom } from '../../testing/random.ts'

let calm: ReturnType<typeof visible>
let calls: number

beforeAll(async () => {
  const files = new MemoryFileSystem()
  const run = await runToEnd(files)
  expect(run.error).toBeUndefined()
  calls = run.calls
  calm = visible(files)
})

test('an undisturbed run has every line once, in three batches', () => {
  const all = [...logLines(0, 63), ...logLines(1000, 41)]
  const malformed = all.filter(line => line.startsWith('malformed'))
  expect(calm.commits).toEqual([0, 1, 2])
  expect(calm.offsets).toEqual([0, 1, 2])
  expect(calm.lines).toHaveLength(all.length - malformed.length)
  expect(calm.refused).toHaveLength(malformed.length)
  const paths = new Set(calm.lines.map(line => (JSON.parse(line) as { path: string }).path))
  expect(paths.size).toBe(all.length - malformed.length)
  const [hosts, refused, status] = calm.analyses.map(text => JSON.parse(text))
  expect(hosts).toMatchObject({ batchId: 2, rows: [{ hosts: 13 }] })
  expect(refused).toEqual({ batchId: 2, rows: [{ lines: malformed.length }] })
  expect(status.rows.reduce((sum: number, row: { hits: number }) => sum + row.hits, 0)).toBe(calm.lines.length)
})

describe.each(['before', 'after'] as const)('a crash %s a call', when => {
  test('at every call, then again at random calls: the same in the end as without', async () => {
    const below = seededRandom(when === 'before' ? 1 : 2)
    let died = 0
    for (let call = 0; call < calls; call++) {
      const files = new MemoryFileSystem()
      const first = await runToEnd(files, { plan: crashAt(call, when) })
      // What comes after the last commit is forgiven; whatever ended the run was the crash, nothing made of it.
      if (first.error !== undefined) {
        died++
        expect(first.error.cause ?? first.error).toBeInstanceOf(Crash)
      }
      const point = `${when} call ${call}: ${first.names[call]}`
      const second = below(calls)
      await runToEnd(files, { plan: crashAt(second, below(2) === 0 ? 'before' : 'after') })
      const last = await runToEnd(files)
      expect({ point, second, error: last.error }).toEqual({ point, second, error: undefined })
      expect({ point, second, ...visible(files) }).toEqual({ point, second, ...calm })
    }
    expect(died).toBeGreaterThan(calls * 0.8)
  })
})

test('with all state on disk between batches, a crash at every call: the same in the end as in memory', async () => {
  const small = () => ({ rowsPerBatch: 2, topic: new MemoryTopic('logs', [logLines(0, 26)]) })
  const spilling = () => ({ ...small(), stateMemory: 0 })
  const inMemory = new MemoryFileSystem()
  await runToEnd(inMemory, small())
  const undisturbed = new MemoryFileSystem()
  const { names } = await runToEnd(undisturbed, spilling())
  expect(visible(undisturbed)).toEqual(visible(inMemory))
  // Rows on disk are a file of their own in a snapshot.
  expect(undisturbed.paths('/checkpoint/state/').filter(path => path.endsWith('.snapshot.1'))).not.toEqual([])
  for (const [call, name] of names.entries()) {
    const when = call % 2 === 0 ? 'before' : 'after'
    const files = new MemoryFileSystem()
    await runToEnd(files, { plan: crashAt(call, when), ...spilling() })
    const last = await runToEnd(files, spilling())
    expect({ when, name, error: last.error, ...visible(files) }).toEqual({ when, name, ...visible(inMemory) })
  }
})

describe('at a start, analyses in files', () => {
  const stopAtStart: FaultPlan = (_, name) =>
    name === 'pin' ? { when: 'before', error: new Crash('after the start') } : undefined

  test('stay as they are while a batch is pending whose analyses they may be', async () => {
    const { names } = await runToEnd(new MemoryFileSystem())
    const files = new MemoryFileSystem()
    const commit = names.findIndex(name => name.startsWith('rename') && name.endsWith('/checkpoint/commits/1'))
    await runToEnd(files, { plan: crashAt(commit, 'before') })
    const { analyses, commits } = visible(files)
    expect(commits).toEqual([0])
    expect(analyses.map(text => JSON.parse(text).batchId)).toEqual([1, 1, 1])
    await runToEnd(files, { plan: stopAtStart })
    expect(visible(files).analyses).toEqual(analyses)
  })

  test('are made again where they were lost and none is pending', async () => {
    const files = new MemoryFileSystem()
    await runToEnd(files)
    await files.delete('/analyses/hosts.json')
    await runToEnd(files, { plan: stopAtStart })
    expect(visible(files).analyses).toEqual(calm.analyses)
  })
})

test('what readers see between a crash and the restart is whole batches of a file, each line once', async () => {
  for (let call = 0; call < calls; call++) {
    const files = new MemoryFileSystem()
    await runToEnd(files, { plan: crashAt(call, 'after') })
    const { lines, offsets, commits } = visible(files)
    expect(new Set(lines).size).toBe(lines.length)
    expect(calm.lines).toEqual(expect.arrayContaining(lines))
    expect(commits).toEqual(calm.commits.slice(0, commits.length))
    expect(offsets.length - commits.length).toBeOneOf([0, 1])
  }
})
