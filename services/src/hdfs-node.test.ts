import { expect, it } from 'vitest'
import { prepareHdfs } from './hdfs-node.ts'

it('refuses a folder that Hadoop cannot use', async () => {
  const ports = { http: 1, rpc: 2, dataHttp: 3, dataTransfer: 4, dataIpc: 5 }
  const preparing = prepareHdfs({ ports, folder: '/tmp/with space', java: 'java', jars: '/tmp', config: {} })
  await expect(preparing).rejects.toMatchObject({
    code: 'MILLRACE_SERVICE',
    message: expect.stringContaining('"/tmp/with space"'),
  })
})
