/** The first part of a path: a user function that workers can load. */
export const section = (path: string): string | null => {
  if (path.includes('17')) throw new Error('seventeen is not a page')
  return path.split('/')[1] ?? null
}
