/** Why a line is malformed, with what each reason means. The first field that cannot be right names the reason. */
export const MALFORMED_REASONS = {
  empty: 'The line holds nothing.',
  host: 'The line does not begin with a host and a space.',
  ident: 'No ident and space follow the host.',
  user: 'No user and space follow the ident.',
  time: 'No [dd/Mon/yyyy:hh:mm:ss +hhmm] of a real date, time of day and UTC offset follows the user.',
  request: 'No quoted request follows the time.',
  status: 'No three-digit status follows the request.',
  size: 'No size (digits that fit a 64-bit integer, or -) follows the status.',
  referrer: 'After the size a quoted referrer begins and does not end.',
  userAgent: 'No quoted user agent follows the referrer.',
  trailing:
    'Something other than a quoted referrer and user agent follows the size, or something follows the user agent.',
  form: 'The line is well formed, but combined where the format is common, or common where it is combined.',
} as const

export type MalformedReason = keyof typeof MALFORMED_REASONS

/** The reasons in the order of their numbers. */
export const malformedReasons = Object.keys(MALFORMED_REASONS) as readonly MalformedReason[]
