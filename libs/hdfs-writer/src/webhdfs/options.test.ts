import { expect, test } from 'vitest'
import { parseNameNodes, settingsOf } from './options.ts'

test.each([
  ['http://nn1:9870', ['http://nn1:9870']],
  ['http://nn1:9870/,nn2:9870', ['http://nn1:9870', 'http://nn2:9870']],
  ['nn1:9870', ['http://nn1:9870']],
  ['https://a:1, b:2 ,http://c:3', ['https://a:1', 'https://b:2', 'http://c:3']],
  ['http://nn:9870/webhdfs/v1', ['http://nn:9870']],
  ['https://knox:8443/gateway/default/webhdfs/v1/', ['https://knox:8443/gateway/default']],
  [
    ['http://a:1', 'http://a:1/', 'b:2'],
    ['http://a:1', 'http://b:2'],
  ],
])('NameNodes from %j', (given, expected) => {
  expect(parseNameNodes(given)).toEqual(expected)
})

test.each(['', ',', 'http://', 'http://nn:9870?x=1', 'http://nn:port'])('NameNodes from %j are refused', given => {
  expect(() => parseNameNodes(given)).toThrow(expect.objectContaining({ code: 'MILLRACE_USAGE' }))
})

test('the host map is text or a record', () => {
  const map = (dataNodes: string | Record<string, string>) => [
    ...settingsOf({ nameNodes: 'http://nn:9870', dataNodes }).dataNodes,
  ]
  expect(map('dn1:9864=127.0.0.1:19864, dn2:9864=127.0.0.1:29864')).toEqual([
    ['dn1:9864', '127.0.0.1:19864'],
    ['dn2:9864', '127.0.0.1:29864'],
  ])
  expect(map({ 'dn1:9864': 'x:1' })).toEqual([['dn1:9864', 'x:1']])
  expect(map('')).toEqual([])
  expect(() => map('dn1=127.0.0.1')).toThrow('host:port=host:port was expected')
})

test('a delegation token takes the place of the user', () => {
  const identity = (options: object) => settingsOf({ nameNodes: 'http://nn:9870', ...options }).identity
  expect(identity({ user: 'ann' })).toEqual({ 'user.name': 'ann' })
  expect(identity({ user: 'ann', delegationToken: 't' })).toEqual({ delegation: 't' })
  expect(Object.keys(identity({}))).toEqual(['user.name'])
})
