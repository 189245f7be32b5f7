import { describeWithServices } from '@millrace/services/testing'
import { beforeAll, expect, it } from 'vitest'
import { type GoldenArtifact, loadArtifact } from './artifact.ts'
import { type Answer, compareAnswer } from './compare.ts'
import { type GoldenStatement, parseGoldenFile, parsePlanFile } from './golden-file.ts'
import { type RowOrder, rowOrder } from './row-order.ts'
import { parseSchema } from './schema-text.ts'
import { statementKind } from './statement-kind.ts'

describeWithServices(
  "Spark's golden files",
  () => {
    let artifact: GoldenArtifact
    beforeAll(async () => {
      artifact = await loadArtifact()
    })

    it('are read whole', () => {
      expect(artifact.results.size).toBe(332)
      expect([...artifact.data.keys()].sort()).toEqual(['agg.data', 'onek.data', 'tenk.data'])
      expect([...queriesOf(artifact)]).toHaveLength(10_543)
    })

    it("Spark's own answers pass, and every changed one is told", () => {
      for (const { statement, order } of queriesOf(artifact)) {
        const { columns, rows } = answerOf(statement, order)
        const difference = (answer: Answer) => compareAnswer(statement, order, answer).difference
        const where = statement.sql
        expect(difference({ columns, rows }), where).toBe('none')
        expect(difference({ columns, rows: [...rows, ['another row']] }), where).toBe('rows')
        if (columns.length === 0) continue
        const [first, ...rest] = columns
        expect(difference({ columns: [{ ...first!, name: 'another' }, ...rest], rows }), where).toBe('names')
        expect(difference({ columns: [{ ...first!, type: 'other' }, ...rest], rows }), where).toBe('types')
      }
    })
  },
  { needs: ['spark-golden'] },
)

function* queriesOf(artifact: GoldenArtifact): Generator<{ statement: GoldenStatement; order: RowOrder }> {
  for (const [name, text] of artifact.results) {
    const plans = parsePlanFile(artifact.plans.get(name) ?? '')
    for (const statement of parseGoldenFile(text)) {
      if (statementKind(statement) !== 'query') continue
      const plan = plans[statement.index]
      yield { statement, order: rowOrder(plan?.sql === statement.sql ? plan.plan : undefined) }
    }
  }
}

/** The golden answer as a session would give it; rows with line breaks in a value cannot be told from two rows. */
function answerOf({ schema, output }: GoldenStatement, order: RowOrder): Answer {
  const columns = parseSchema(schema)
  const lines = output === '' ? [] : output.split('\n')
  const inOrder = order !== 'sorted' || lines.toSorted().join('\n') === output
  return { columns, rows: inOrder ? lines.map(line => [line]) : [[output]] }
}
