// node summary.mjs REPORT.json: names what failed or was skipped and prints `N passed, N failed, N skipped` as the last
// line. Exit code 1 when something failed or was skipped, or nothing passed. Only a test that names a privilege which no
// package can give, `... (needs the right to mount)`, may be skipped. Plain JavaScript for any Node.
import { readFileSync } from 'node:fs'

const PRIVILEGE = /\(needs the right to \w+\)/

const count = { passed: 0, failed: 0, skipped: 0 }
let wronglySkipped = 0

function report(kind, name) {
  count[kind]++
  if (kind === 'skipped' && !PRIVILEGE.test(name)) wronglySkipped++
  if (kind !== 'passed') console.log(`${kind}: ${name}`)
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults
  } catch (error) {
    console.log(`There is no report of the tests: ${error.message}`)
    return []
  }
}

for (const file of readReport(process.argv[2])) {
  const kindOf = status => (status === 'passed' || status === 'failed' ? status : 'skipped')
  for (const test of file.assertionResults) report(kindOf(test.status), `${file.name}: ${test.fullName}`)
  // A file that cannot be loaded has no test that could fail.
  const failed = file.assertionResults.some(test => test.status === 'failed')
  if (file.status === 'failed' && !failed) report('failed', `${file.name}: ${file.message}`)
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.passed > 0 && count.failed === 0 && wronglySkipped === 0 ? 0 : 1
