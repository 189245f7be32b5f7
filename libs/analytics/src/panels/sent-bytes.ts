import { col, sum } from '@millrace/engine/core'

/** As doubles: exact up to 2^53 bytes, and sizes that a client made up cannot overflow. */
export const sentBytes = sum(col('bytes').cast('double'))
