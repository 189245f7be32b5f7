import type { JsonLayout } from '../json/json-layout.ts'
import type { Pattern } from '../pattern/pattern.ts'
import type { W3cLayout } from '../w3c/w3c-layout.ts'
import type { WebLogPreset } from '../web-log/formats.ts'

/** How the lines of a preset are read. */
export type PresetLayout =
  | { readonly kind: 'web-log'; readonly preset: WebLogPreset }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'w3c'; readonly layout: W3cLayout }
  | { readonly kind: 'json'; readonly layout: JsonLayout }

/** A log format with a name. */
export interface Preset {
  /** One line for people: whose format it is. */
  readonly title: string
  readonly layout: PresetLayout
  /** The format as its software's configuration or documentation writes it. */
  readonly written: string
}
