import { CodeSet } from './code-set.ts'
import { PatternError } from './pattern-error.ts'
import type { ParsedPattern } from './pattern-parser.ts'
import { type Anchor, type RegexNode, type RepeatNode, widths } from './syntax-tree.ts'

/** What one step of a program does; `next` is the step that follows where it is not the one behind. */
export type Instruction =
  | { readonly op: 'character'; readonly code: number }
  | { readonly op: 'set'; readonly set: CodeSet }
  /** Tries `first`, then `second`; `id` numbers the splits of a program. */
  | { readonly op: 'split'; first: number; second: number; readonly id: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'anchor'; readonly anchor: Anchor }
  /** Runs the steps behind it up to their `match` on their own. `back`: how many units before they may begin. */
  | {
      readonly op: 'look'
      readonly negative: boolean
      readonly back: readonly [min: number, max: number] | null
      next: number
    }
  | { readonly op: 'atomic'; next: number }
  | { readonly op: 'backreference'; readonly index: number; readonly fold: 'none' | 'ascii' | 'unicode' }
  /** The position at the begin of a round; `progress` leaves a loop whose round took nothing. */
  | { readonly op: 'mark'; readonly slot: number }
  | { readonly op: 'progress'; readonly slot: number; readonly exit: { at: number } }
  | { readonly op: 'match' }

/** Operations of steps in Program.code. */
export const CHARACTER = 0
export const SET = 1
export const SPLIT = 2
export const JUMP = 3
export const SAVE = 4
export const MATCH = 5
/** All others: see the instruction. */
export const SPECIAL = 6

/** A regular expression as steps of a backtracking machine. */
export interface Program {
  readonly instructions: readonly Instruction[]
  /**
   * The same, three numbers a step: CHARACTER and its code point; SET and its index in `sets`; SPLIT, the step to try first and the
   * other (its id is in `splitIds`); JUMP and its target; SAVE and its slot.
   */
  readonly code: Int32Array
  readonly sets: readonly CodeSet[]
  readonly splitIds: Int32Array
  /** Capture slots, two a group with group 0, and behind them those of loops. */
  readonly slotCount: number
  readonly splitCount: number
  /** False with backreferences: then what a step does depends on more than the position. */
  readonly memorable: boolean
  /** What a match begins with, or null when it may be empty or begin with anything. */
  readonly first: CodeSet | null
  /** True when a match can only begin where the search began. */
  readonly anchored: boolean
}

/** Most steps of a program: counted repetitions are written out. */
const MAX_INSTRUCTIONS = 20_000

export function compileProgram(pattern: ParsedPattern): Program {
  const compiler = new Compiler(pattern)
  return compiler.compile()
}

function encode(instructions: readonly Instruction[]): Pick<Program, 'code' | 'sets' | 'splitIds'> {
  const code = new Int32Array(3 * instructions.length)
  const splitIds = new Int32Array(instructions.length)
  const sets: CodeSet[] = []
  instructions.forEach((step, pc) => {
    code.set(encodeStep(step, sets), 3 * pc)
    if (step.op === 'split') splitIds[pc] = step.id
  })
  return { code, sets, splitIds }
}

function encodeStep(step: Instruction, sets: CodeSet[]): readonly number[] {
  switch (step.op) {
    case 'character':
      return [CHARACTER, step.code]
    case 'set':
      return [SET, sets.push(step.set) - 1]
    case 'split':
      return [SPLIT, step.first, step.second]
    case 'jump':
      return [JUMP, step.to]
    case 'save':
    case 'mark':
      return [SAVE, step.slot]
    case 'match':
      return [MATCH]
    default:
      return [SPECIAL]
  }
}

class Compiler {
  readonly #instructions: Instruction[] = []
  readonly #pattern: ParsedPattern
  readonly #memorable: boolean
  #slots: number
  #splits = 0

  constructor(pattern: ParsedPattern) {
    this.#pattern = pattern
    this.#slots = 2 * (pattern.groupCount + 1)
    this.#memorable = !hasBackreference(pattern.root)
  }

  compile(): Program {
    const { root } = this.#pattern
    this.#node(root)
    this.#push({ op: 'match' })
    return {
      instructions: this.#instructions,
      ...encode(this.#instructions),
      slotCount: this.#slots,
      splitCount: this.#splits,
      memorable: this.#memorable,
      first: widths(root)[0] === 0 ? null : firstSet(root),
      anchored: isAnchored(root),
    }
  }

  get #here(): number {
    return this.#instructions.length
  }

  #push<I extends Instruction>(instruction: I): I {
    if (this.#here >= MAX_INSTRUCTIONS) throw new PatternError('A pattern this large is not supported', 0, true)
    this.#instructions.push(instruction)
    return instruction
  }

  #split(): Extract<Instruction, { op: 'split' }> {
    return this.#push({ op: 'split', first: 0, second: 0, id: this.#splits++ })
  }

  #node(node: RegexNode): void {
    switch (node.kind) {
      case 'set': {
        const { single } = node.set
        this.#push(single === undefined ? { op: 'set', set: node.set } : { op: 'character', code: single })
        return
      }
      case 'sequence':
        for (const part of node.parts) this.#node(part)
        return
      case 'alternatives':
        this.#alternatives(node.parts)
        return
      case 'repeat':
        this.#repeat(node)
        return
      case 'group':
        this.#push({ op: 'save', slot: 2 * node.index })
        this.#node(node.body)
        this.#push({ op: 'save', slot: 2 * node.index + 1 })
        return
      case 'anchor':
        this.#push({ op: 'anchor', anchor: node.anchor })
        return
      case 'backreference':
        this.#push({ op: 'backreference', index: node.index, fold: node.fold })
        return
      case 'atomic':
      case 'look': {
        const enter =
          node.kind === 'atomic'
            ? this.#push({ op: 'atomic', next: 0 })
            : this.#push({ op: 'look', negative: node.negative, back: node.ahead ? null : widths(node.body), next: 0 })
        this.#node(node.body)
        this.#push({ op: 'match' })
        enter.next = this.#here
      }
    }
  }

  #alternatives(parts: readonly RegexNode[]): void {
    const jumps: { to: number }[] = []
    for (const part of parts.slice(0, -1)) {
      const split = this.#split()
      split.first = this.#here
      this.#node(part)
      jumps.push(this.#push({ op: 'jump', to: 0 }))
      split.second = this.#here
    }
    this.#node(parts.at(-1)!)
    for (const jump of jumps) jump.to = this.#here
  }

  #repeat({ body, min, max, greedy }: RepeatNode): void {
    if (max === 0) return
    const required = max === Infinity && min > 0 ? min - 1 : min
    for (let n = 0; n < required; n++) this.#node(body)
    if (max === Infinity) {
      if (min === 0) this.#optional(greedy, () => this.#loop(body, greedy))
      else this.#loop(body, greedy)
    } else this.#upTo(body, max - min, greedy)
  }

  /** The body up to `count` times, each time inside the one before. */
  #upTo(body: RegexNode, count: number, greedy: boolean): void {
    const ends: (() => void)[] = []
    for (let n = 0; n < count; n++) {
      ends.push(this.#beginOptional(greedy))
      this.#node(body)
    }
    for (const end of ends) end()
  }

  #optional(greedy: boolean, inside: () => void): void {
    const end = this.#beginOptional(greedy)
    inside()
    end()
  }

  #beginOptional(greedy: boolean): () => void {
    const split = this.#split()
    if (greedy) split.first = this.#here
    else split.second = this.#here
    return () => {
      if (greedy) split.second = this.#here
      else split.first = this.#here
    }
  }

  /** The body once or more. */
  #loop(body: RegexNode, greedy: boolean): void {
    const start = this.#here
    const guarded = widths(body)[0] === 0
    const slot = guarded ? this.#slots++ : -1
    const exit = { at: 0 }
    if (guarded) this.#push({ op: 'mark', slot })
    this.#node(body)
    if (guarded) this.#push({ op: 'progress', slot, exit })
    const split = this.#split()
    split.first = greedy ? start : this.#here
    split.second = greedy ? this.#here : start
    exit.at = this.#here
  }
}

function hasBackreference(node: RegexNode): boolean {
  switch (node.kind) {
    case 'backreference':
      return true
    case 'sequence':
    case 'alternatives':
      return node.parts.some(hasBackreference)
    case 'set':
    case 'anchor':
      return false
    default:
      return hasBackreference(node.body)
  }
}

/** What a node that takes something begins with; null when that is not known. */
function firstSet(node: RegexNode): CodeSet | null {
  switch (node.kind) {
    case 'set':
      return node.set
    case 'sequence': {
      let set = CodeSet.none
      for (const part of node.parts) {
        if (part.kind === 'anchor' || part.kind === 'look') continue
        const first = firstSet(part)
        if (first === null) return null
        set = set.union(first)
        if (widths(part)[0] > 0) return set
      }
      return null
    }
    case 'alternatives': {
      const sets = node.parts.map(firstSet)
      return sets.every(s => s !== null) ? sets.reduce((a, b) => a.union(b), CodeSet.none) : null
    }
    case 'repeat':
      return firstSet(node.body)
    case 'group':
    case 'atomic':
      return firstSet(node.body)
    default:
      return null
  }
}

function isAnchored(node: RegexNode): boolean {
  switch (node.kind) {
    case 'anchor':
      return node.anchor === 'start'
    case 'sequence':
      return node.parts.length > 0 && isAnchored(node.parts[0])
    case 'alternatives':
      return node.parts.every(isAnchored)
    case 'group':
    case 'atomic':
      return isAnchored(node.body)
    default:
      return false
  }
}
