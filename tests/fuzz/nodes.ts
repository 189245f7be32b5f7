import type { ExpressionNode } from '@millrace/engine'

export type AggregateNode = Extract<ExpressionNode, { kind: 'aggregate' }>
export type CallNode = Extract<ExpressionNode, { kind: 'call' }>
