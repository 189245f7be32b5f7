import type { Answer } from '../compare.ts'

/** What the stand-in does with a statement: answers, throws, never answers, computes for ever, or ends its thread. */
export type Scripted = Answer | { readonly error: string } | 'never' | 'endless' | 'exit'

/**
 * A session that answers from a table, for tests of the runner. A statement that is not in it is refused, except that
 * `create temporary view NAME` is accepted once a session and `views` answers with the names, as proof of the session's state.
 */
export class SqlSession {
  private readonly answers: Readonly<Record<string, Scripted>>
  private readonly views: string[] = []

  constructor(options: unknown) {
    this.answers = options as Record<string, Scripted>
  }

  async execute(sql: string): Promise<Answer> {
    const scripted = this.answers[sql]
    if (scripted === 'never') return new Promise(() => {})
    if (scripted === 'exit') process.exit(7)
    if (scripted === 'endless') for (;;);
    if (scripted !== undefined && 'error' in scripted) throw new Error(scripted.error)
    if (scripted !== undefined) return scripted
    const view = /^create temporary view (\w+)/.exec(sql)?.[1]
    if (view !== undefined) this.views.push(view)
    else if (sql === 'select views')
      return { columns: [{ name: 'view', type: 'string' }], rows: this.views.map(name => [name]) }
    else throw new Error(`unknown: ${sql}`)
    return { columns: [], rows: [] }
  }
}
