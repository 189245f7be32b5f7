import { defineOptions } from '@millrace/config'
import { PERSISTENT_SERVICES } from '@millrace/services'

export const servicesOptions = defineOptions({
  service: {
    type: 'choice',
    choices: PERSISTENT_SERVICES,
    repeatable: true,
    positional: true,
    help: 'Service to start, stop or show; down and status take all of them when none is named',
  },
  data: { type: 'path', help: 'Folder of the data, logs and pid files; services/data of the repository by default' },
  portOffset: { type: 'integer', default: 0, min: -8000, max: 40_000, help: 'Added to every default port' },
})
