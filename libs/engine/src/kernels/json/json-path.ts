import { type JsonValue, jsonText } from './json-value.ts'

type Step = { readonly field: string } | { readonly index: number } | 'anyField' | 'anyItem'

/** The steps of a path (`$.a['b'][0][*].*`), or undefined when it is none. */
export function parseJsonPath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: Step[] = []
  const pattern = /\.\*|\['\*'\]|\.([^.[]+)|\['([^'?]+)'\]|\[(\d+)\]|\[\*\]/y
  pattern.lastIndex = 1
  while (pattern.lastIndex < path.length) {
    const found = pattern.exec(path)
    if (found === null) return undefined
    const name = found[1] ?? found[2]
    if (name !== undefined) steps.push({ field: name })
    else if (found[3] !== undefined) steps.push({ index: Number(found[3]) })
    else steps.push(found[0] === '[*]' ? 'anyItem' : 'anyField')
  }
  return steps
}

/** How strings are written: bare at the top, in quotes inside of lists; `flatten` puts the items of lists into the list around them. */
type Style = 'raw' | 'quoted' | 'flatten'

/** What Spark's get_json_object finds along a path, as text; null when there is nothing. */
export function findJsonPath(value: JsonValue, path: readonly Step[]): string | null {
  const out: string[] = []
  return follow(value, path, 'raw', out) ? out.join(' ') : null
}

/** Writes what is found to `out`; false when that is nothing. The cases are those of Spark, which follows Hive. */
function follow(value: JsonValue, path: readonly Step[], style: Style, out: string[]): boolean {
  if (path.length === 0) return write(value, style, out)
  if (typeof value !== 'object' || value === null) return false
  const [step, ...rest] = path
  if (value.kind === 'object') {
    // Spark takes `.*` in a path and finds nothing there.
    if (typeof step !== 'object' || !('field' in step)) return false
    return value.fields.some(([name, v]) => name === step.field && v !== null && follow(v, rest, style, out))
  }
  if (value.kind !== 'array') return false
  if (step === 'anyItem') return followItems(value.items, rest, style, out)
  if (typeof step !== 'object' || !('index' in step) || step.index >= value.items.length) return false
  return follow(value.items[step.index], rest, rest[0] === 'anyItem' ? 'quoted' : style, out)
}

function write(value: JsonValue, style: Style, out: string[]): boolean {
  if (typeof value === 'string' && style === 'raw') out.push(value)
  else if (style === 'flatten' && typeof value === 'object' && value?.kind === 'array') {
    return value.items.map(v => write(v, style, out)).includes(true)
  } else out.push(jsonText(value))
  return true
}

function followItems(items: readonly JsonValue[], rest: readonly Step[], style: Style, out: string[]): boolean {
  const inside: string[] = []
  const each = (path: readonly Step[], to: Style): number => items.filter(item => follow(item, path, to, inside)).length
  if (rest[0] === 'anyItem') {
    const found = each(rest.slice(1), 'flatten')
    out.push(`[${inside.join(',')}]`)
    return found > 0
  }
  if (style === 'quoted') {
    const found = each(rest, 'quoted')
    out.push(`[${inside.join(',')}]`)
    return found > 0
  }
  const found = each(rest, style === 'raw' ? 'quoted' : 'flatten')
  // A single result stands without brackets.
  if (found > 0) out.push(found > 1 ? `[${inside.join(',')}]` : inside.join(','))
  return found > 0
}
