import type { ByteReader } from '../byte-reader.js'
import { PickleFault } from './pickle-fault.js'
import type { PickleHost, PickleValue } from './pickle-values.js'

/** What one instruction does. @throws PickleFault or the reader's DataError */
export type Opcode = (machine: PickleMachine) => void

/** The most instructions of one pickle: each tensor takes about 40. */
const maxInstructions = 500_000
/** The most lists, sets and dicts of one pickle. */
const maxContainers = 100_000

/** The state of a pickle that is being read: a stack, the marks on it, and what was memorised. */
export class PickleMachine {
  readonly memo = new Map<number, PickleValue>()
  /** Where the instruction begins that is being carried out. */
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

  /** Takes the topmost value; what lies below the last mark is out of reach. */
  pop(): PickleValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0))
      throw new PickleFault('an instruction finds nothing on the stack')
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
    if (mark === undefined) throw new PickleFault('an instruction finds no mark on the stack')
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
    if (opcode === undefined) throw this.reader.fail(`0x${code.toString(16)} is no pickle instruction`, this.at)
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
