import { expect, test } from 'vitest'
import { literalNode, typedLiteralNode } from './literal.ts'
import { lit } from './scalar-functions.ts'

test('a constant of a type is read as a cast reads it, or given as columns hold it', () => {
  expect(lit('12.5', 'decimal(10,2)').node).toEqual({ kind: 'literal', type: 'decimal(10,2)', value: '1250' })
  expect(lit('2020-01-02', 'date').node).toEqual({ kind: 'literal', type: 'date', value: 18263 })
  expect(lit('1 02:00:00', 'interval_dt').node.kind).toBe('literal')
  expect(typedLiteralNode(new Date(5), 'timestamp').value).toBe('5000')
  expect(typedLiteralNode(7, 'int64').value).toBe('7')
  expect(typedLiteralNode(['a', null], 'list<string>').value).toEqual(['a', null])
  expect(typedLiteralNode(null, 'decimal(5,1)')).toEqual({ kind: 'literal', type: 'decimal(5,1)', value: null })
  expect(() => typedLiteralNode('x', 'date')).toThrow('x is no value of type date')
})

test('without a type the value says it', () => {
  expect(literalNode(null).type).toBe('void')
  expect(literalNode(2 ** 40).type).toBe('int64')
  expect(literalNode(-0).value).toBe('-0')
})
