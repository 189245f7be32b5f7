import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { millrace, temporaryFolder } from './testing/millrace-process.ts'

test('--version is that of the project', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  const result = await millrace(['--version'], { cwd: temporaryFolder() })
  expect(result).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

test('--help names every command; no command is wrong use', async () => {
  const cwd = temporaryFolder()
  const help = await millrace(['--help'], { cwd })
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const command of [
    'start',
    'report',
    'sql',
    'run',
    'explain',
    'checkpoint',
    'journal',
    'generate',
    'services',
    'ingest',
    'analyzer',
    '--version',
  ])
    expect(help.stdout).toContain(command)
  expect(await millrace([], { cwd })).toEqual({ code: 2, stdout: '', stderr: help.stdout })
  expect(await millrace(['repot'], { cwd })).toMatchObject({
    code: 2,
    stderr: 'millrace: There is no command "repot"; did you mean "report".\n',
  })
})
