export { createFormatParser } from './create-format-parser.ts'
export { formatLayout } from './format-layout.ts'
export { apache, type LogParserSpec, logParser, nginx } from './log-parser.ts'
export { PRESETS, type PresetName, presetNames } from './presets/presets.ts'
