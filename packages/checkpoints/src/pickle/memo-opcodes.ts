import { PickleFault } from './pickle-fault.js'
import type { Opcode, PickleMachine } from './pickle-machine.js'

/** Values that are used more than once. */
export const memoOpcodes: [number, Opcode][] = [
  [0x67, machine => get(machine, decimal(machine))], // GET
  [0x68, machine => get(machine, machine.reader.u8())], // BINGET
  [0x6a, machine => get(machine, machine.reader.u32())], // LONG_BINGET
  [0x70, machine => put(machine, decimal(machine))], // PUT
  [0x71, machine => put(machine, machine.reader.u8())], // BINPUT
  [0x72, machine => put(machine, machine.reader.u32())], // LONG_BINPUT
  [0x94, machine => put(machine, machine.memo.size)], // MEMOIZE
]

function decimal({ reader }: PickleMachine): number {
  const text = reader.line(20)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new PickleFault(`${JSON.stringify(text)} is not a memo index`)
}

function get(machine: PickleMachine, index: number): void {
  const value = machine.memo.get(index)
  if (value === undefined) throw new PickleFault(`memo entry ${index} is empty`)
  machine.push(value)
}

function put(machine: PickleMachine, index: number): void {
  machine.memo.set(index, machine.top())
}
