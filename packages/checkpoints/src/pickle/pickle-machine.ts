import type { ByteReader } from '../byte-reader.js'
import { PickleFault } from './pickle-fault.js'
import type { PickleHost, PickleValue } from './pickle-values.js'

/** Executes one instruction. @throws PickleFault or the reader's DataError */
export type Opcode = (machine: PickleMachine) => void

/** The maximum number of instructions of a pickle. Each tensor takes about 40. */
const maxInstructions = 500_000
/** The maximum number of lists, sets and dicts of a pickle. */
const maxContainers = 100_000

/** The state of reading a pickle: a stack, the marks on it, and the memo. */
export class PickleMachine {
  readonly memo = new Map<number, PickleValue>()
  /** The offset of the current instruction. */
  at = 0
  private readonly stack: PickleValue[] = []
  private readonly marks: number[] = []
  private containers = 0
  private stopped = false

  constructor(
    readonly reader: ByteReader,
    readonly host: PickleHost,
  ) {}

  run(opcodes: ReadonlyMap<number, Opcode>): PickleValue {
    for (let count = 0; !this.stopped; count++) {
      this.at = this.reader.position
      if (count > maxInstructions) throw this.reader.fail(`the pickle has over ${maxInstructions} instructions`)
      const code = this.reader.u8()
      this.step(code, opcodes.get(code))
    }
    return this.result()
  }

  stop(): void {
    this.stopped = true
  }

  push(value: PickleValue): void {
    this.stack.push(value)
  }

  /** Takes the top value; values below the last mark are out of reach. */
  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleFault('the stack is empty')
    return this.stack.pop()!
  }

  /** The topmost value. */
  top(): PickleValue {
    const value = this.pop()
    this.push(value)
    return value
  }

  mark(): void {
    this.marks.push(this.stack.length)
  }

  /** Takes the last mark and everything above it. */
  popToMark(): PickleValue[] {
    const mark = this.marks.pop()
    if (mark === undefined) throw new PickleFault('the stack has no mark')
    return this.stack.splice(mark)
  }

  /** `POP`: the topmost value, or the last mark where nothing lies above it. */
  drop(): void {
    if (this.marks.at(-1) === this.stack.length) this.marks.pop()
    else this.pop()
  }

  /** Counts a list, set or dict. */
  countContainer(): void {
    if (++this.containers > maxContainers) throw new PickleFault(`the pickle has over ${maxContainers} containers`)
  }

  private step(code: number, opcode: Opcode | undefined): void {
    if (opcode === undefined) throw this.reader.fail(`0x${code.toString(16)} is not a pickle instruction`, this.at)
    try {
      opcode(this)
    } catch (error) {
      throw error instanceof PickleFault ? this.reader.fail(error.message, this.at, error.hint) : error
    }
  }

  private result(): PickleValue {
    if (this.stack.length !== 1 || this.marks.length > 0) {
      throw this.reader.fail(`the pickle ends with ${this.stack.length} values instead of one`, this.at)
    }
    return this.stack[0]
  }
}
