import { suggestion } from '@millrace/config'
import { MillraceError } from '@millrace/errors'

type Run = (args: string[]) => Promise<number>

const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Run> }>> = {
  show: {
    summary: 'batches, offsets, watermarks, state, and which engine has the checkpoint',
    load: async () => (await import('./show-command.ts')).showCommand,
  },
  verify: {
    summary: 'which files are damaged, and what to do',
    load: async () => (await import('./verify-command.ts')).verifyCommand,
  },
  state: {
    summary: 'the state after a batch as tables',
    load: async () => (await import('./state-command.ts')).stateCommand,
  },
  replay: {
    summary: 'run a batch again and compare it with what was committed',
    load: async () => (await import('./replay-command.ts')).replayCommand,
  },
}

const help = (): string =>
  [
    'Usage: millrace checkpoint <command> [options]',
    '',
    'Commands:',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`),
    '',
  ].join('\n')

/** `millrace checkpoint show|verify|state|replay`. */
export async function checkpointCommand([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    if (name === undefined) process.stderr.write(help())
    else process.stdout.write(help())
    return name === undefined ? 2 : 0
  }
  if (Object.hasOwn(commands, name)) return (await commands[name].load())(rest)
  const names = Object.keys(commands)
  const near = suggestion(name, names)
  const hint = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean "${near}"`
  throw new MillraceError('MILLRACE_USAGE', `There is no command "checkpoint ${name}"; ${hint}.`)
}
