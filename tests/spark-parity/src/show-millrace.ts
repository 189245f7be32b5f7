import { parseArgs } from 'node:util'
import { describeDifferences } from './compare.ts'
import { loadFamilies } from './families.ts'
import { compareFamily, OPEN_FILE } from './open-cases.ts'
import { writeFormatted } from './write-formatted.ts'

/** Shows how Millrace's answers differ from Spark's: node show-millrace.ts [--only PATTERN] [--quiet] [--update-open] */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quiet: { type: 'boolean', default: false },
    'update-open': { type: 'boolean', default: false },
  },
})

const pattern = new RegExp(options.only)
const open: Record<string, string[]> = {}
const total = { agree: 0, all: 0 }
for (const family of await loadFamilies()) {
  const cases = family.cases.filter(c => pattern.test(`${family.name}/${c.name}`))
  const results = await compareFamily({ name: family.name, cases })
  const differ = results.filter(({ unexplained, needless }) => unexplained.length + needless.length > 0)
  for (const { parityCase, unexplained, needless } of options.quiet ? [] : differ) {
    console.log(`${family.name}/${parityCase.name}\n${describeDifferences(unexplained)}`)
    for (const reason of needless) console.log(`  said to differ and does not: ${reason}`)
  }
  if (differ.length > 0) open[family.name] = differ.map(({ parityCase }) => parityCase.name).sort()
  total.agree += results.length - differ.length
  total.all += results.length
  if (results.length > 0) console.log(`${family.name}: ${results.length - differ.length} of ${results.length} agree`)
}
console.log(`${total.agree} of ${total.all} agree`)
if (options['update-open'] && options.only === '') writeFormatted(OPEN_FILE, open)
