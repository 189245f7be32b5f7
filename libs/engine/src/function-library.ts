/** Makes every function known. Whatever plans or runs queries that people write imports it. */
import { bitwise } from './kernels/functions/bitwise.ts'
import { families } from './kernels/functions/families.ts'
import { membership } from './kernels/functions/membership.ts'
import { timeFamilies } from './kernels/functions/time-families.ts'
import { addFunctions } from './kernels/registry.ts'
import { aggregateFamilies } from './operators/aggregate/families.ts'
import { addAggregates } from './operators/aggregate/registry.ts'

addFunctions([membership, bitwise, ...timeFamilies, ...families])
addAggregates(aggregateFamilies)
