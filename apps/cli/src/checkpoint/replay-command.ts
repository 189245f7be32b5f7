import { MillraceError } from '@millrace/errors'

export async function replayCommand(_args: string[]): Promise<number> {
  throw new MillraceError('MILLRACE_UNSUPPORTED', 'checkpoint replay')
}
