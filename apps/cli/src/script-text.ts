import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { callerDirectory, resolvePath } from '@millrace/config'
import { MillraceError } from '@millrace/errors'

/** Statements as they are given: themselves, the name of a file that ends in `.sql`, or `-` for standard input. */
export async function scriptText(statements: string): Promise<string> {
  if (statements === '-') return text(process.stdin)
  if (!/\.sql$/i.test(statements)) return statements
  const path = resolvePath(statements, callerDirectory())
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : message
    throw new MillraceError('MILLRACE_INPUT_MISSING', `${path} cannot be read: ${reason}.`, { cause })
  }
}
