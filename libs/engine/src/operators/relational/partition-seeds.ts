import { childrenOf, rewrite, type TypedExpression } from '../../plan/typed-expression.ts'

/** Functions of random values, with the argument that is their seed. */
const SEED_AT: Readonly<Record<string, number>> = {
  rand: 0,
  random: 0,
  randn: 0,
  uniform: 2,
  randstr: 1,
  shuffle: 1,
  uuid: 0,
}

/** True for expressions whose random values depend on a seed that is written out. */
export const isSeeded = (e: TypedExpression): boolean => seedOf(e) !== undefined || childrenOf(e).some(isSeeded)

/** The expression as Spark evaluates it in a partition: the number of the partition is added to each seed. */
export const inPartition = (e: TypedExpression, partition: number): TypedExpression =>
  rewrite(e, node => {
    const seed = seedOf(node)
    if (node.kind !== 'call' || seed === undefined) return node
    const { at, value } = seed
    const moved: TypedExpression = {
      kind: 'literal',
      type: 'int64',
      nullable: false,
      value: String(BigInt.asIntN(64, value + BigInt(partition))),
    }
    return { ...node, args: node.args.map((a, i) => (i === at ? moved : a)) }
  })

function seedOf(e: TypedExpression): { readonly at: number; readonly value: bigint } | undefined {
  const at = e.kind === 'call' ? SEED_AT[e.name] : undefined
  if (e.kind !== 'call' || at === undefined || e.args.length <= at) return undefined
  let seed = e.args[at]
  while (seed.kind === 'cast') seed = seed.arg
  return seed.kind === 'literal' && seed.value !== null
    ? { at, value: BigInt(seed.value as string | number) }
    : undefined
}
