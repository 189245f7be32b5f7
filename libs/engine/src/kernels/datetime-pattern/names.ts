import type { TimeZone } from '../time-zone.ts'

/** English names of fields, and short names of time zones. */

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
export const QUARTERS = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter']
export const ERAS = ['BC', 'AD']
export const LONG_ERAS = ['Before Christ', 'Anno Domini']

/** Short names that the runtime's English does not know: of standard time and of summer time, by the long name. */
const SHORT: Readonly<Record<string, string>> = {
  'Central European Standard Time': 'CET',
  'Central European Summer Time': 'CEST',
  'Eastern European Standard Time': 'EET',
  'Eastern European Summer Time': 'EEST',
  'Western European Standard Time': 'WET',
  'Western European Summer Time': 'WEST',
  'Greenwich Mean Time': 'GMT',
  'British Summer Time': 'BST',
  'Moscow Standard Time': 'MSK',
  'India Standard Time': 'IST',
  'China Standard Time': 'CST',
  'Japan Standard Time': 'JST',
  'Korean Standard Time': 'KST',
  'Hong Kong Standard Time': 'HKT',
  'Australian Eastern Standard Time': 'AEST',
  'Australian Eastern Daylight Time': 'AEDT',
  'Australian Central Standard Time': 'ACST',
  'Australian Central Daylight Time': 'ACDT',
  'Australian Western Standard Time': 'AWST',
  'New Zealand Standard Time': 'NZST',
  'New Zealand Daylight Time': 'NZDT',
}

const JANUARY = Date.UTC(2001, 0, 1)
const JULY = Date.UTC(2001, 6, 1)

/** An instant (milliseconds) at which the zone has the same name: the runtime knows none before 1970, Java does. */
function nameable(us: bigint, zone: TimeZone): number {
  const ms = Math.min(8.64e15, Number(us) / 1000)
  if (ms > Date.UTC(1971, 0, 1)) return ms
  const [now, winter, summer] = [Number(us), JANUARY * 1000, JULY * 1000].map(at => zone.offsetAt(at))
  return now === summer && summer !== winter ? JULY : winter <= summer ? JANUARY : JULY
}

/** The zone's name at an instant, as Java's `z` and `zzzz` write it in English. */
export function zoneName(zone: TimeZone, us: bigint, long: boolean): string {
  const { id } = zone
  if (!/^[A-Z]\w*\//.test(id) && !/^(?:CET|EET|WET|MET)$/.test(id)) {
    return long && (id === 'UTC' || id === 'Z') ? 'Coordinated Universal Time' : id
  }
  const ms = nameable(us, zone)
  const name = (timeZoneName: 'short' | 'long'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName })
      .formatToParts(ms)
      .find(part => part.type === 'timeZoneName')!.value
  const longName = name('long')
  return long ? longName : (SHORT[longName] ?? name('short'))
}

/** Short names that a pattern's `z` reads, beside the names of zones themselves. */
export const ZONE_ABBREVIATIONS: Readonly<Record<string, string>> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CET: 'Europe/Paris',
  CEST: 'Europe/Paris',
  EET: 'Europe/Bucharest',
  EEST: 'Europe/Bucharest',
  WET: 'Europe/Lisbon',
  WEST: 'Europe/Lisbon',
  BST: 'Europe/London',
  MSK: 'Europe/Moscow',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  HKT: 'Asia/Hong_Kong',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
  NZST: 'Pacific/Auckland',
  NZDT: 'Pacific/Auckland',
}
