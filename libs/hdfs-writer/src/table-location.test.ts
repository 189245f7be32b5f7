import { expect, test } from 'vitest'
import { openTableLocation } from './table-location.ts'

const shown = (table: string, options = {}) => {
  const { fs, path } = openTableLocation(table, options)
  return [fs.description, path, fs.display(path)]
}

test.each([
  ['data/logs', '/home/me/data/logs'],
  ['./logs/', '/home/me/logs'],
  ['../logs', '/home/logs'],
  ['/var/logs//', '/var/logs'],
  ['file:///var/my%20logs', '/var/my logs'],
])('%s is local', (table, path) => {
  expect(shown(table, { baseDirectory: '/home/me' })).toEqual(['file:', path, path])
})

test.each([
  ['http://nn:9870/warehouse/logs', 'http://nn:9870', '/warehouse/logs'],
  ['http://nn:9870/webhdfs/v1/warehouse/logs/', 'http://nn:9870', '/warehouse/logs'],
  ['http://nn1:9870,nn2:9870/warehouse/logs', 'http://nn1:9870,nn2:9870', '/warehouse/logs'],
  ['https://knox:8443/gateway/default/webhdfs/v1/logs', 'https://knox:8443/gateway/default', '/logs'],
  ['webhdfs://nn/logs', 'http://nn:9870', '/logs'],
  ['swebhdfs://nn1,nn2:50470/logs', 'https://nn1:9871,nn2:50470', '/logs'],
  ['webhdfs://alice@nn:1234/logs', 'http://nn:1234', '/logs'],
  ['HTTP://[::1]:9870/logs', 'http://[::1]:9870', '/logs'],
])('%s is WebHDFS', (table, description, path) => {
  expect(shown(table)).toEqual([description, path, description + path])
})

test('percent-encoding is undone and shown again', () => {
  expect(shown('http://nn:9870/my%20logs%3F')).toEqual(['http://nn:9870', '/my logs?', 'http://nn:9870/my%20logs%3F'])
})

test.each([
  ['hdfs://nn:8020/warehouse/logs', /WebHDFS address, http:\/\/nn:9870\/warehouse\/logs\.$/],
  ['hdfs:///warehouse/logs', /WebHDFS address, http:\/\/namenode:9870\/warehouse\/logs\.$/],
  ['s3://bucket/logs', /s3: is no file system that Millrace writes to/],
  ['http://nn:9870', /names no directory/],
  ['http://nn:9870/webhdfs/v1/', /names no directory/],
  ['http://nn:9870/logs?user.name=x', /was expected/],
  ['http://nn:9870/logs/a:b', /no colon in a name/],
  ['http://nn:9870/a%', /percent-encoding/],
  ['http://nn:9870/../x', /no \.\. in a path/],
  ['/', /names no directory/],
  ['', /names no directory/],
  ['file://other-host/x', /no file: URL of this machine/],
])('%s is refused with a reason', (table, message) => {
  const opening = () => openTableLocation(table)
  expect(opening).toThrow(message)
  expect(opening).toThrow(expect.objectContaining({ code: 'MILLRACE_USAGE', exitCode: 2 }))
})
