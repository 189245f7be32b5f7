import { readFileSync } from 'node:fs'

/**
 * What assembly/log-parser.ts exports, compiled by `npm run build:assembly`. WebAssembly reads many bytes at a time, and is at full
 * speed from the first block on, where JavaScript is interpreted at first.
 */
export interface AssemblyExports {
  readonly memory: WebAssembly.Memory
  readonly INPUT: WebAssembly.Global
  readonly INPUT_BYTES: WebAssembly.Global
  readonly LINES: WebAssembly.Global
  readonly STARTS: WebAssembly.Global
  readonly ENDS: WebAssembly.Global
  readonly ROWS: WebAssembly.Global
  readonly TIMES: WebAssembly.Global
  readonly OFFSETS: WebAssembly.Global
  readonly STATUSES: WebAssembly.Global
  readonly SIZES: WebAssembly.Global
  readonly SIZE_VALIDITY: WebAssembly.Global
  readonly TEXTS: WebAssembly.Global
  readonly IDS: WebAssembly.Global
  readonly RANGES: WebAssembly.Global
  readonly NEEDS: WebAssembly.Global
  readonly NULLS: WebAssembly.Global
  findLines(position: number, length: number, start: number, most: number, limit: number): number
  lineStart(): number
  longLineEnd(): number
  begin(): void
  parseLines(line: number, count: number, row: number, origin: number, common: number, combined: number): number
  hashRows(column: number, from: number, to: number): void
  internRows(column: number, from: number, to: number): number
  missingHash(): number
  addText(column: number, start: number, length: number, hash: number, id: number): void
  resetTexts(seed: bigint): void
  textBytes(): number
}

let compiled: WebAssembly.Module | undefined

/** An instance with memory of its own. */
export function instantiateAssembly(): AssemblyExports {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../assembly/log-parser.wasm', import.meta.url)))
  return new WebAssembly.Instance(compiled).exports as unknown as AssemblyExports
}
