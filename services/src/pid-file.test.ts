import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordedProcess, runningRecord, writePidFile } from './pid-file.ts'
import { processStartTime, residentMiB } from './process-identity.ts'

describe('pid files', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-pid-'))
    file = join(folder, 'pid.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const self = () => ({ pid: process.pid, startTime: processStartTime(process.pid)!, address: '127.0.0.1:1' })

  it('find the process that was recorded', () => {
    writePidFile(file, self())
    expect(runningRecord(file)).toEqual(self())
    expect(residentMiB(process.pid)).toBeGreaterThan(1)
  })

  it('never hit another process with the same pid', () => {
    writePidFile(file, { ...self(), startTime: '1' })
    expect(runningRecord(file)).toBeUndefined()
    // Would end this very test run if it were sent.
    new RecordedProcess({ ...self(), startTime: '1' }).signal('SIGKILL')
  })

  it('count a zombie, a missing and a damaged file as down', async () => {
    expect(runningRecord(file)).toBeUndefined()
    writeFileSync(file, '{"pid":')
    expect(runningRecord(file)).toBeUndefined()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    writePidFile(file, { pid: child.pid!, startTime: processStartTime(child.pid!)!, address: '' })
    const recorded = new RecordedProcess(runningRecord(file)!)
    recorded.signal('SIGKILL')
    await Promise.all([recorded.exited, once(child, 'exit')])
    expect(runningRecord(file)).toBeUndefined()
  })
})
