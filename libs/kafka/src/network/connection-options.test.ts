import { describe, expect, it } from 'vitest'
import { displayAddress, parseBrokerAddress, parseBrokerAddresses } from './connection-options.ts'

describe('broker addresses', () => {
  it.each([
    ['localhost:9092', { host: 'localhost', port: 9092 }],
    ['kafka-1.example.com', { host: 'kafka-1.example.com', port: 9092 }],
    [' 10.0.0.1:19092 ', { host: '10.0.0.1', port: 19092 }],
    ['[::1]:9093', { host: '::1', port: 9093 }],
  ])('reads %s', (text, address) => {
    expect(parseBrokerAddress(text)).toEqual(address)
  })

  it.each(['', ':9092', 'host:', 'host:0', 'host:99999', 'kafka://host:9092', 'a b:1', '::1:9092'])(
    'refuses "%s"',
    text => {
      expect(() => parseBrokerAddress(text)).toThrow(expect.objectContaining({ code: 'MILLRACE_USAGE' }))
    },
  )

  it('wants at least one', () => {
    expect(() => parseBrokerAddresses([])).toThrow(expect.objectContaining({ code: 'MILLRACE_USAGE' }))
  })

  it('writes IPv6 in brackets', () => {
    expect(displayAddress({ host: '::1', port: 9092 })).toBe('[::1]:9092')
  })
})
