import type { ProcessExit, ServerCommand } from './server-process.ts'

/** What the starting process tells its supervisor. */
export type SupervisorRequest =
  | { readonly type: 'spawn'; readonly id: number; readonly command: ServerCommand }
  | { readonly type: 'signal'; readonly id: number; readonly signal: NodeJS.Signals }
  /** The supervisor removes the folder when the starting process dies without `disown`. */
  | { readonly type: 'own' | 'disown'; readonly folder: string }

/** What the supervisor tells the starting process about the server it was given as `id`. */
export type SupervisorReply =
  | { readonly type: 'spawned'; readonly id: number; readonly pid: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  | { readonly type: 'exited'; readonly id: number; readonly exit: ProcessExit }
