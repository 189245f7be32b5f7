import { printable } from '@millrace/errors'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text from a log as HTML: inert in an element and in a quoted attribute, and with nothing invisible in it. */
export const htmlText = (text: string): string => printable(text).replace(/[&<>"']/g, c => ENTITIES[c])
