import { parseOptions } from '@millrace/config'
import { expect, it } from 'vitest'
import { kafkaSecurity, kafkaSecurityOptions } from './security-options.ts'

const security = (...args: string[]) => kafkaSecurity(parseOptions(kafkaSecurityOptions, args, {}))

it('passes TLS and SASL on', () => {
  expect(security()).toEqual({ tls: undefined, sasl: undefined })
  expect(security('--tls').tls).toBe(true)
  const sasl = ['--sasl-mechanism', 'SCRAM-SHA-512', '--sasl-username', 'u', '--sasl-password', 'p']
  expect(security(...sasl).sasl).toEqual({ mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' })
})

it('names what does not go together', () => {
  expect(() => security('--tls-cert', 'x')).toThrow('--tls-cert and --tls-key belong together')
  expect(() => security('--sasl-username', 'u')).toThrow('--sasl-mechanism, --sasl-username and --sasl-password belong')
  expect(() => security('--tls-ca', '/nope.pem')).toThrow('--tls-ca /nope.pem cannot be read; expected a PEM file.')
})
