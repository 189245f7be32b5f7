/** The module: everything that TypeScript calls, and where things lie in its memory. */
export * from './layout'
export { findLines, lineStart, longLineEnd } from './lines'
export { begin, parseLines } from './plain-lines'
export { addText, hashRows, internRows, missingHash, resetTexts, textBytes } from './texts'
