/** A slow, obvious cutter by regular expressions, written apart from the real one, for tests to compare with. */

/** A field and the literal behind it. `number`: what follows a field that is looked ahead at. */
export interface ReferenceField {
  readonly name: string
  readonly literal: string
  readonly kind: 'text' | 'status' | 'integer' | 'duration' | 'time' | 'request'
}

const quote = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The text of each field of a line in latin1, or the name of the first that is not there. */
export function referenceCut(line: string, fields: readonly ReferenceField[]): ReadonlyMap<string, string> | string {
  const found = new Map<string, string>()
  let at = 0
  for (const [i, { name, kind, literal }] of fields.entries()) {
    const before = i === 0 ? '' : fields[i - 1].literal
    const next = fields[i + 1]
    const enclosed = /[^ ]$/.test(before)
    const quoted = before.endsWith('"') && literal.startsWith('"')
    const ahead =
      next?.kind === 'status' || next?.kind === 'integer'
        ? `(?=(?:-|[0-9]{1,20})(?:${next.literal === '' ? '$' : `${quote(next.literal)}|$`}))`
        : ''
    const even = quoted ? '(?<=(?<!\\\\)(?:\\\\\\\\)*)' : ''
    const length = kind === 'time' ? (enclosed ? '{26}' : '{28}') : '*?'
    const last = i === fields.length - 1
    const end = last
      ? literal === ''
        ? enclosed
          ? '$'
          : '(?= |$)'
        : `(?=${quote(literal)}$)`
      : `(?=${quote(literal)}${ahead})`
    const match = new RegExp(`[^]${length}${even}${end}`, 'y')
    match.lastIndex = at
    const text = match.exec(line)?.[0]
    if (text === undefined || (text === '' && !enclosed)) return name
    found.set(name, text)
    at += text.length + literal.length
  }
  return at === line.length ? found : 'trailing'
}
