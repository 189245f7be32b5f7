import { runFuzz, settings } from './run.ts'

/** Goes on after a difference with other seeds: `node tests/fuzz/main.ts`, FUZZ_PLANS in pieces of FUZZ_PIECE (default 200). */
const { seed, plans } = settings()
const piece = Number(process.env['FUZZ_PIECE'] ?? 200)
let failures = 0
for (let done = 0; done < plans; done += piece) {
  try {
    const counts = await runFuzz(seed + done, Math.min(piece, plans - done))
    console.log(JSON.stringify({ seed: seed + done, ...counts }))
  } catch (error) {
    failures++
    console.log(`\n${error instanceof Error ? error.message : error}\n`)
  }
}
console.log(`${failures} of ${Math.ceil(plans / piece)} pieces failed`)
process.exitCode = failures === 0 ? 0 : 1
