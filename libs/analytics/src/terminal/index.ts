export { type Terminal, terminalOf } from './terminal.ts'
export { terminalPage } from './terminal-page.ts'
