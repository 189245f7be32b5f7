/** `X-Forwarded-For` or `x_forwarded_for` as `xForwardedFor`: the name of a column, which begins with a small letter. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(word => word !== '')
  return words
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('')
}
