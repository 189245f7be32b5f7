import { parseArgs } from 'node:util'
import { loadFamilies } from './families.ts'
import { readGolden } from './golden.ts'
import { isAnswered, recompute } from './spark-answers.ts'

const USAGE = `npm run test:parity [-- OPTIONS]: asks Spark again and says whose answers are not those stored in golden/
  --update        stores Spark's answers
  --changed       asks only about cases that have no stored answer, or were changed since
  --only PATTERN  asks only about cases whose family/name matches the regular expression
A Python with pyspark is taken from MILLRACE_SPARK_PYTHON or SPARK_PYTHON, or made in the user's cache.`

const { values: options } = parseArgs({
  options: {
    update: { type: 'boolean', default: false },
    changed: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(USAGE)
else {
  const families = await loadFamilies()
  const pattern = new RegExp(options.only)
  const { asked, changes } = await recompute(
    families,
    (parityCase, family) =>
      pattern.test(`${family.name}/${parityCase.name}`) &&
      !(options.changed && isAnswered(parityCase, readGolden(family.name))),
    options.update,
  )
  for (const { family, name, kind } of changes) console.log(`${family}/${name}: ${kind}`)
  console.log(`asked Spark about ${asked} cases: ${changes.length} changes${options.update ? ', stored' : ''}`)
  if (changes.length > 0 && !options.update) process.exitCode = 1
}
