/** `npm run bench -- NAME [options]`: runs `bench/src/NAME.ts`. */
import { readdirSync } from 'node:fs'
import { extname } from 'node:path'

const names = readdirSync(new URL('.', import.meta.url))
  .filter(file => extname(file) === '.ts' && file !== 'main.ts')
  .map(file => file.slice(0, -3))
const name = process.argv[2] ?? ''

if (names.includes(name)) {
  process.argv.splice(2, 1)
  await import(`./${name}.ts`)
} else {
  console.error(`bench: there is no benchmark "${name}"; expected one of ${names.join(', ')}.`)
  process.exitCode = 2
}
