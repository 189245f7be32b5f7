export { reportPage } from '../panels/report-page.ts'
export { type Terminal, type TerminalStream, terminalOf } from './terminal.ts'
export { terminalPage } from './terminal-page.ts'
