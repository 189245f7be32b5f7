import { inertJson } from './inert-json.ts'

/** A value as a JSON document with indentation: the same value for whoever parses it, and nothing in it moves a terminal. */
export const jsonText = (value: unknown): string => inertJson(JSON.stringify(value, null, 2))
