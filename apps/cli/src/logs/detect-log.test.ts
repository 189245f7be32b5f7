import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { SAMPLES } from '@millrace/log-parser/formats'
import { afterAll, expect, test } from 'vitest'
import { millrace } from '../testing/millrace-process.ts'

const cwd = mkdtempSync(join(tmpdir(), 'millrace-formats-'))
afterAll(() => rmSync(cwd, { recursive: true }))

const iis = `${SAMPLES.iis.lines.join('\r\n')}\r\n`

test('the format of standard input is told by its first lines, and they are read too', async () => {
  const { code, stdout, stderr } = await millrace(['report', '-', '--format', 'auto', '--json'], {
    cwd,
    input: Buffer.from(iis),
  })
  expect([code, stderr]).toEqual([
    0,
    'millrace: The format of standard input is iis (Microsoft IIS: W3C): it reads all of the first 2 lines.\n',
  ])
  expect(JSON.parse(stdout)).toMatchObject({ lines: 2, parsed: 2, malformed: 0 })
})

test('a header holds through a large file, whatever the number of workers', async () => {
  const line = `${SAMPLES.iis.lines.at(-1)}\n`
  writeFileSync(join(cwd, 'iis.log.gz'), gzipSync(SAMPLES.iis.lines.slice(-2)[0] + '\n' + line.repeat(10_000)))
  const { stdout, stderr } = await millrace(['report', 'iis.log.gz', '--format', 'auto', '--json', '--workers', '2'], {
    cwd,
  })
  expect(stderr).toContain('The format of iis.log.gz is w3c (W3C Extended Log File Format): it reads all of the first')
  expect(JSON.parse(stdout)).toMatchObject({ lines: 10_000, parsed: 10_000, malformed: 0 })
})

test('what is no log is read as weblog, and said to be none', async () => {
  writeFileSync(join(cwd, 'table.csv'), 'a,b\n1,2\n')
  const { code, stdout, stderr } = await millrace(['report', 'table.csv', '--format', 'auto', '--json'], { cwd })
  expect(code).toBe(0)
  expect(stderr).toContain('No format reads the first lines of table.csv; it is read as weblog.\n')
  expect(JSON.parse(stdout)).toMatchObject({ lines: 2, parsed: 0, malformed: 2 })
})

test('a format string of the server reads its log', async () => {
  writeFileSync(join(cwd, 'times.log'), 'h [01/Aug/2024:00:00:01 +0200] "GET /a HTTP/1.1" 200 0.250\nh\n')
  const format = '$remote_addr [$time_local] "$request" $status $request_time'
  const { stdout, stderr } = await millrace(['report', 'times.log', '--json', '--format', format], { cwd })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ lines: 2, parsed: 1, malformedReasons: { host: 1 } })
})
