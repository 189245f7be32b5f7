import { describeWithServices } from '@millrace/services/testing'
import { describe } from 'vitest'

const { MILLRACE_SPARK_PYTHON, SPARK_PYTHON, MILLRACE_REQUIRE_SERVICES } = process.env

/**
 * A `describe` whose tests ask Spark. A Python with pyspark is made where there is none, which takes minutes: that is for those who name
 * one or require all services. Elsewhere it is skipped, and its name says why.
 */
export function describeWithSpark(name: string, fn: () => void): void {
  if (MILLRACE_SPARK_PYTHON || SPARK_PYTHON || MILLRACE_REQUIRE_SERVICES === '1')
    describeWithServices(name, fn, { needs: ['java', 'python3'] })
  else describe.skip(`${name} (skipped: neither MILLRACE_SPARK_PYTHON nor MILLRACE_REQUIRE_SERVICES is set)`, fn)
}
