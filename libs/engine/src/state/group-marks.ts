/** What the state of an aggregation knows of each group besides keys and values. Groups that were not marked are new. */
export class GroupMarks {
  /** The batch, counted from 1, in which the group was last updated; 0 is none since the state was restored. */
  updated = new Int32Array(16)
  /** When it is over, in microseconds. */
  ends = new Float64Array(16)
  /** 1 where it was evicted and is still in the arrays. */
  dead = new Uint8Array(16)
  deadCount = 0

  get byteSize(): number {
    return this.updated.byteLength + this.ends.byteLength + this.dead.byteLength
  }

  /** Makes room for so many groups. */
  reserve(size: number): void {
    if (size <= this.updated.length) return
    const length = Math.max(size, this.updated.length * 2)
    const { updated, ends, dead } = this
    this.updated = new Int32Array(length)
    this.updated.set(updated)
    this.ends = new Float64Array(length)
    this.ends.set(ends)
    this.dead = new Uint8Array(length)
    this.dead.set(dead)
  }

  /** The marks of some groups, none of them dead, which are groups 0, 1 ... there. */
  of(groups: Int32Array): GroupMarks {
    const marks = new GroupMarks()
    marks.reserve(groups.length)
    for (let i = 0; i < groups.length; i++) {
      marks.updated[i] = this.updated[groups[i]]
      marks.ends[i] = this.ends[groups[i]]
    }
    return marks
  }

  /** Of the groups given, ascending, those `count` that were updated last; ascending. */
  newest(groups: Int32Array, count: number): Int32Array {
    return newest(groups, this.updated, count)
  }
}

/** Of the numbers given, ascending, those `count` that were updated last; ascending. */
export function newest(all: Int32Array, updated: Int32Array, count: number): Int32Array {
  if (count === 0) return new Int32Array(0)
  const batches = all.map(g => updated[g]).sort()
  // Of the oldest batch of which some stay, so many do.
  const oldest = batches[all.length - count]
  let room = count - (all.length - upperBound(batches, oldest))
  return all.filter(g => updated[g] > oldest || (updated[g] === oldest && room-- > 0))
}

/** How many of the ascending numbers are at most a number. */
function upperBound(numbers: Int32Array, most: number): number {
  let [from, to] = [0, numbers.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (numbers[middle] <= most) from = middle + 1
    else to = middle
  }
  return from
}
