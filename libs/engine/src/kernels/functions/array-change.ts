import { type HostValue, listType, structType } from '@millrace/columns'
import { coerce, expectArguments, mismatch } from '../../analyse/coercion.ts'
import type { ScalarFunction } from '../function.ts'
import { type HostComparator, hostComparator, nullsFirst } from '../host-compare.ts'
import { hosted } from '../hosted.ts'
import { commonElement, listAndElement, nullableSignature } from './list-types.ts'
import { anyList, anyType, elementType, isList, signature } from './signature.ts'
import { valueError } from './spark-error.ts'

const MAX_LENGTH = 10_000_000

function checkLength(name: string, length: number): void {
  if (length <= MAX_LENGTH) return
  throw valueError(
    'COLLECTION_SIZE_LIMIT_EXCEEDED',
    `Can't create a list with ${length} elements in \`${name}\`, which exceeds the limit ${MAX_LENGTH}.`,
  )
}

/** A value put at one end; unlike its list it may be null. */
const atEnd = (put: (list: HostValue[], value: HostValue) => HostValue[]): ScalarFunction =>
  hosted({
    resolve: listAndElement(list => list),
    nulls: 'seen',
    evaluator: () => (list: HostValue[] | null, value: HostValue) => (list === null ? null : put(list, value)),
  })

/** Inserts so that the value stands at `position`, counted from 1, or from the end when negative; gaps are nulls. */
function insert(list: readonly HostValue[], position: number, value: HostValue): HostValue[] {
  if (position === 0) {
    throw valueError('INVALID_INDEX_OF_ZERO', 'The index 0 is invalid. An index shall be either < 0 or > 0.')
  }
  checkLength('array_insert', Math.abs(position))
  const size = list.length
  const gap = (length: number): null[] => new Array<null>(length).fill(null)
  if (position > size) return [...list, ...gap(position - 1 - size), value]
  if (position > 0) return list.toSpliced(position - 1, 0, value)
  if (-position > size + 1) return [value, ...gap(-position - 1 - size), ...list]
  return list.toSpliced(size + position + 1, 0, value)
}

const arrayInsert = hosted({
  resolve(args, name) {
    expectArguments(name, args, 3)
    const element = isList(args[0].type) ? commonElement(elementType(args[0].type), args[2].type) : undefined
    if (element === undefined) throw mismatch(name, args, 'a list, a position and a value of its element type')
    const type = listType(element)
    return {
      args: [coerce(args[0], type), coerce(args[1], 'int32'), coerce(args[2], element)],
      type,
      nullable: args[0].nullable || args[1].nullable,
    }
  },
  nulls: 'seen',
  raises: true,
  evaluator: () => (list: HostValue[] | null, position: number | null, value: HostValue) =>
    list === null || position === null ? null : insert(list, position, value),
})

function slice(list: readonly HostValue[], start: number, length: number): HostValue[] {
  if (start === 0) {
    throw valueError(
      'INVALID_PARAMETER_VALUE.START',
      'The value of parameter(s) `start` in `slice` is invalid: Expects a positive or a negative value for `start`, but got 0.',
    )
  }
  if (length < 0) {
    throw valueError(
      'INVALID_PARAMETER_VALUE.LENGTH',
      `The value of parameter(s) \`length\` in \`slice\` is invalid: Expects \`length\` greater than or equal to 0, but got ${length}.`,
    )
  }
  const from = start > 0 ? start - 1 : list.length + start
  return from < 0 ? [] : list.slice(from, from + length)
}

export const nullsLast =
  (compare: HostComparator): HostComparator =>
  (a, b) =>
    a === null ? (b === null ? 0 : 1) : b === null ? -1 : compare(a, b)

const sortArray = hosted({
  resolve: signature([anyList, 'boolean'], args => args[0].type, { required: 1 }),
  evaluator(call) {
    const ascending = nullsFirst(hostComparator(elementType(call.type)))
    return (list: HostValue[], up = true) => list.toSorted(up ? ascending : (a, b) => ascending(b, a))
  },
})

/** Pads shorter lists with nulls. */
const zip = (lists: readonly HostValue[][]): HostValue[][] =>
  Array.from({ length: Math.max(0, ...lists.map(l => l.length)) }, (_, i) => lists.map(l => l[i] ?? null))

export const arrayChange = {
  arrayAppend: atEnd((list, value) => [...list, value]),
  arrayPrepend: atEnd((list, value) => [value, ...list]),
  arrayInsert,
  slice: hosted({
    resolve: signature([anyList, 'int32', 'int32'], args => args[0].type),
    raises: true,
    evaluator: () => slice,
  }),
  sortArray,
  /** One list of all elements; null when one of the lists inside is. */
  flatten: hosted({
    resolve: nullableSignature([arg => (isList(elementType(arg.type)) ? arg.type : undefined)], args =>
      elementType(args[0].type),
    ),
    evaluator: () => (lists: (HostValue[] | null)[]) => (lists.includes(null) ? null : lists.flat(1)),
  }),
  arrayRepeat: hosted({
    resolve(args, name) {
      const resolved = signature([anyType, 'int32'], a => listType(a[0].type))(args, name)
      return { ...resolved, nullable: args[1].nullable }
    },
    nulls: 'seen',
    raises: true,
    evaluator: () => (value: HostValue, count: number | null) => {
      if (count === null) return null
      checkLength('array_repeat', count)
      return new Array<HostValue>(Math.max(count, 0)).fill(value)
    },
  }),
  arrayJoin: hosted({
    resolve: signature(['list<string>', 'string', 'string'], 'string', { required: 2 }),
    evaluator: () => (list: (string | null)[], delimiter: string, replacement?: string) =>
      list
        .map(v => v ?? replacement)
        .filter(v => v !== undefined)
        .join(delimiter),
  }),
  arraysZip: hosted({
    resolve(args, name) {
      const resolved = signature([], 'void', { rest: anyList })(args, name)
      const members = resolved.args.map((a, i) => ({
        // Without what makes a column of a SQL statement unique.
        name: a.kind === 'column' ? a.name.replace(/#\d+$/, '') : String(i),
        type: elementType(a.type),
      }))
      return { ...resolved, type: listType(structType(members)) }
    },
    evaluator:
      () =>
      (...lists: HostValue[][]) =>
        zip(lists),
  }),
} satisfies Record<string, ScalarFunction>
