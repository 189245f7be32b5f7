import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FORMATTER = fileURLToPath(new URL('../../../node_modules/.bin/biome', import.meta.url))

/** Writes JSON laid out as the repository's formatter does it. */
export function writeFormatted(file: URL, value: unknown): void {
  writeFileSync(file, JSON.stringify(value))
  execFileSync(FORMATTER, ['format', '--write', fileURLToPath(file)], { stdio: ['ignore', 'ignore', 'inherit'] })
}
