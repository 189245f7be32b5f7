/** A line of an app's output behind the app's name; what starts with the name already, as errors do, has it once. */
export function relayedLine(name: string, line: string): string {
  const own = `${name}: `
  const text = line.startsWith(own) ? line.slice(own.length) : line
  return `${name.padEnd(8)} | ${text}`.trimEnd()
}
