import { CADDY, jsonLines, TRAEFIK_JSON } from '../json/json-layouts.ts'
import { CLOUDFRONT, IIS, W3C } from '../w3c/w3c-layout.ts'
import { patternPresets } from './pattern-presets.ts'
import type { Preset } from './preset.ts'

const COMMON = '%h %l %u %t "%r" %>s %b'
const COMBINED = `${COMMON} "%{Referer}i" "%{User-Agent}i"`

/** Every log format that has a name. */
export const PRESETS = {
  weblog: {
    title: 'NCSA common and combined, line by line',
    layout: { kind: 'web-log', preset: 'weblog' },
    written: `${COMMON} or ${COMBINED}`,
  },
  common: { title: 'NCSA common', layout: { kind: 'web-log', preset: 'common' }, written: COMMON },
  combined: { title: 'NCSA combined', layout: { kind: 'web-log', preset: 'combined' }, written: COMBINED },
  nginx: {
    title: "nginx's combined",
    layout: { kind: 'web-log', preset: 'combined' },
    written:
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
  },
  ...patternPresets,
  caddy: { title: 'Caddy: JSON', layout: { kind: 'json', layout: CADDY }, written: 'JSON lines' },
  traefik_json: { title: 'Traefik: JSON', layout: { kind: 'json', layout: TRAEFIK_JSON }, written: 'JSON lines' },
  aws_cloudfront: {
    title: 'AWS CloudFront: standard',
    layout: { kind: 'w3c', layout: CLOUDFRONT },
    written: 'fields by `#Fields:`, tabs between them',
  },
  iis: { title: 'Microsoft IIS: W3C', layout: { kind: 'w3c', layout: IIS }, written: 'fields by `#Fields:`' },
  w3c: { title: 'W3C Extended Log File Format', layout: { kind: 'w3c', layout: W3C }, written: 'fields by `#Fields:`' },
  json: {
    title: 'JSON lines of any software',
    layout: { kind: 'json', layout: jsonLines() },
    written: 'JSON lines',
  },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof PRESETS

export const presetNames = Object.keys(PRESETS) as readonly PresetName[]
