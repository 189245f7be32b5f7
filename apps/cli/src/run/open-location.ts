import type { OptionValues } from '@millrace/config'
import { openTableLocation, type TableLocation } from '@millrace/hdfs-writer'
import { locationAccess, type locationOptions } from '@millrace/hdfs-writer/location-options'

/** Makes a file system of what people name. */
export type OpenLocation = (location: string) => TableLocation

/** Opens directories on local disk, relative to where the command was called, or in HDFS. */
export const locationOpener =
  (options: Partial<OptionValues<typeof locationOptions>>): OpenLocation =>
  location =>
    openTableLocation(location, locationAccess(options))
