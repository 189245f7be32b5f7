/** The NCSA formats that Millrace reads, in Apache's words: common is `%h %l %u %t "%r" %>s %b`. */
export type WebLogPreset = 'common' | 'combined' | 'weblog'

/** Names one of the NCSA formats. */
export type WebLogFormat<Preset extends WebLogPreset = WebLogPreset> = { readonly preset: Preset }

/** NCSA common; a combined line is malformed. */
export const common: WebLogFormat<'common'> = { preset: 'common' }

/** NCSA combined (common, then quoted referrer and user agent); a common line is malformed. */
export const combined: WebLogFormat<'combined'> = { preset: 'combined' }

/** Common or combined, decided line by line. The default format. */
export const webLog: WebLogFormat<'weblog'> = { preset: 'weblog' }

export const webLogPresets: readonly WebLogPreset[] = ['common', 'combined', 'weblog']
