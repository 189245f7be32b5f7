/** `node services/src/fetch-jars.ts`: fetches the jars of every service and of Spark's golden files now, so that no test waits for it. */
import { ensureJars, JAR_SETS } from './jars.ts'

for (const name of JAR_SETS) process.stdout.write(`${name}: ${await ensureJars(name)}\n`)
