import { MillraceError } from '@millrace/errors'
import { anchorHolds } from './anchors.ts'
import { foldCase } from './code-set.ts'
import { CHARACTER, type Instruction, JUMP, MATCH, type Program, SAVE, SET, SPLIT } from './program.ts'

/** Steps after which the search of a pattern with backreferences gives up: their time may grow exponentially. */
const MAX_STEPS = 5_000_000

/** Entries of the table of visited states up to which it is an array. */
const MAX_TABLE = 1 << 22

/**
 * Runs a program as Java runs a pattern: alternatives in order, the first way that matches counts. A state (split and position) that
 * failed once is not tried again, so that a search takes time in proportion to pattern times text; look-around and atomic groups are
 * searches of their own, at most one for each position; backreferences are tried without memory, within a limit of steps.
 */
export class Matcher {
  readonly #program: Program
  /** Start and end of each group in UTF-16 units, -1 for those that did not take part. */
  readonly slots: Int32Array
  #input = ''
  #lastEnd = 0
  #steps = 0
  /** Where a look-behind has to end, or -1. */
  #endAt = -1
  /** Ways still to try, as pairs of step and position, and values of slots to put back, with the slot negated. */
  #stack = new Int32Array(256)
  #top = 0
  #visited = new Int32Array(0)
  #sparse: Set<number> | null = null
  #generation = 0

  constructor(program: Program) {
    this.#program = program
    this.slots = new Int32Array(program.slotCount)
  }

  /** Finds the first match that begins at `from` or behind. `lastEnd` is where the match before it ended. */
  find(input: string, from: number, lastEnd = from): boolean {
    this.#input = input
    this.#lastEnd = lastEnd
    this.#steps = 0
    this.#endAt = -1
    this.#top = 0
    this.#prepare()
    const { first, anchored } = this.#program
    const last = anchored ? Math.min(0, input.length) : input.length
    for (let at = from; at <= last; at++) {
      if (first !== null && !(at < input.length && first.has(codePointAt(input, at)))) continue
      this.slots.fill(-1)
      const end = this.#run(0, at, this.#generation)
      if (end >= 0) {
        this.slots[0] = at
        this.slots[1] = end
        return true
      }
    }
    return false
  }

  #prepare(): void {
    this.#generation = this.#nextGeneration()
    const size = this.#program.splitCount * (this.#input.length + 1)
    this.#sparse = size > MAX_TABLE ? new Set() : null
    if (this.#sparse === null && this.#visited.length < size) {
      this.#visited = new Int32Array(Math.max(size, Math.min(2 * this.#visited.length, MAX_TABLE)))
    }
  }

  #generations = 0

  #nextGeneration(): number {
    if (this.#generations === 0x7fffffff) {
      this.#visited.fill(0)
      this.#generations = 0
    }
    return ++this.#generations
  }

  /** Whether a split has been tried at a position; marks it. */
  #seen(id: number, at: number, generation: number): boolean {
    const key = id * (this.#input.length + 1) + at
    if (this.#sparse !== null) {
      // The generation is part of the key: nested searches come and go.
      const full = key * 1024 + (generation % 1024)
      if (this.#sparse.has(full)) return true
      this.#sparse.add(full)
      return false
    }
    if (this.#visited[key] === generation) return true
    this.#visited[key] = generation
    return false
  }

  /** Runs from a step at a position up to a `match`; gives the end, or -1. */
  #run(start: number, from: number, generation: number): number {
    const { code, sets, splitIds, memorable } = this.#program
    const input = this.#input
    const slots = this.slots
    const base = this.#top
    this.#push(start, from)
    while (this.#top > base) {
      this.#top -= 2
      let at = this.#stack[this.#top + 1]
      let pc = this.#stack[this.#top]
      if (pc < 0) {
        slots[~pc] = at
        continue
      }
      for (;;) {
        const operand = code[3 * pc + 1]
        const op = code[3 * pc]
        if (op === CHARACTER || op === SET) {
          const c = at < input.length ? codePointAt(input, at) : -1
          if (op === CHARACTER ? c !== operand : c < 0 || !sets[operand].has(c)) break
          at += c > 0xffff ? 2 : 1
          pc++
        } else if (op === SPLIT) {
          if (memorable ? this.#seen(splitIds[pc], at, generation) : this.#tooLong()) break
          this.#push(code[3 * pc + 2], at)
          pc = operand
        } else if (op === JUMP) {
          pc = operand
        } else if (op === SAVE) {
          this.#push(~operand, slots[operand])
          slots[operand] = at
          pc++
        } else if (op === MATCH) {
          if (this.#endAt >= 0 && at !== this.#endAt) break
          this.#top = base
          return at
        } else {
          const next = this.#special(this.#program.instructions[pc], pc, at)
          if (next < 0) break
          at = this.#at
          pc = next
        }
      }
    }
    return -1
  }

  #push(pc: number, at: number): void {
    if (this.#top === this.#stack.length) {
      const larger = new Int32Array(2 * this.#top)
      larger.set(this.#stack)
      this.#stack = larger
    }
    this.#stack[this.#top++] = pc
    this.#stack[this.#top++] = at
  }

  /** Position behind the step that #special did. */
  #at = 0

  /** The rarer steps: gives the next one, or -1 when this way fails. */
  #special(step: Instruction, pc: number, at: number): number {
    this.#at = at
    switch (step.op) {
      case 'anchor':
        return anchorHolds(step.anchor, this.#input, at, this.#lastEnd) ? pc + 1 : -1
      case 'progress':
        return this.slots[step.slot] === at ? step.exit.at : pc + 1
      case 'backreference': {
        const end = this.#backreference(step, at)
        this.#at = end
        return end < 0 ? -1 : pc + 1
      }
      case 'atomic': {
        const end = this.#nested(() => this.#run(pc + 1, at, this.#nextGeneration()), -1)
        this.#at = end
        return end < 0 ? -1 : step.next
      }
      case 'look': {
        const found = this.#look(step.back, pc + 1, at, step.negative)
        this.#at = at
        return found === step.negative ? -1 : step.next
      }
      default:
        throw new MillraceError('MILLRACE_INTERNAL', `A regular expression has no step ${step.op}.`)
    }
  }

  #look(back: readonly [number, number] | null, pc: number, at: number, negative: boolean): boolean {
    const before = negative ? this.slots.slice() : null
    let found = false
    if (back === null) found = this.#nested(() => this.#run(pc, at, this.#nextGeneration()), -1) >= 0
    else {
      for (let from = at - back[0]; !found && from >= 0 && from >= at - back[1]; from--) {
        found = this.#nested(() => this.#run(pc, from, this.#nextGeneration()), at) >= 0
      }
    }
    if (before !== null) this.slots.set(before)
    return found
  }

  /** A search of its own, which ends at `endAt` (-1: anywhere); groups that it set are unset when what follows fails. */
  #nested(run: () => number, endAt: number): number {
    const outer = this.#endAt
    const before = this.slots.slice()
    this.#endAt = endAt
    const end = run()
    this.#endAt = outer
    if (end < 0) this.slots.set(before)
    else {
      for (let slot = 0; slot < before.length; slot++) {
        if (before[slot] !== this.slots[slot]) this.#push(~slot, before[slot])
      }
    }
    return end
  }

  #backreference({ index, fold }: Extract<Instruction, { op: 'backreference' }>, at: number): number {
    const from = this.slots[2 * index] ?? -1
    const to = this.slots[2 * index + 1] ?? -1
    if (from < 0 || to < 0) return -1
    const a = this.#input.slice(from, to)
    const b = this.#input.slice(at, at + to - from)
    if (fold === 'none' ? a !== b : folded(a, fold) !== folded(b, fold)) return -1
    return at + to - from
  }

  #tooLong(): false {
    if (++this.#steps > MAX_STEPS) {
      throw new MillraceError(
        'MILLRACE_ARITHMETIC',
        `A regular expression with a backreference took more than ${MAX_STEPS} steps on a text of ${this.#input.length} characters.`,
      )
    }
    return false
  }
}

/** String.codePointAt inside the string, without its check. */
function codePointAt(s: string, at: number): number {
  const unit = s.charCodeAt(at)
  return unit < 0xd800 || unit > 0xdbff ? unit : s.codePointAt(at)!
}

function folded(s: string, fold: 'ascii' | 'unicode'): string {
  if (fold === 'ascii') return s.replace(/[A-Z]/g, c => c.toLowerCase())
  return Array.from(s, c => String.fromCodePoint(foldCase(c.codePointAt(0)!))).join('')
}
