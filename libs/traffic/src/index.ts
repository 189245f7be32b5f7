export { CsvTraffic, type CsvTrafficOptions } from './csv-traffic.ts'
export { DAMAGE_KINDS, type DamageKind } from './damage.ts'
export { type TrafficCounts, WebTraffic, type WebTrafficOptions } from './web-traffic.ts'
