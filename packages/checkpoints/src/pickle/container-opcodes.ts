import { PickleFault } from './pickle-fault.js'
import type { Opcode, PickleMachine } from './pickle-machine.js'
import { PickleDict, PickleList, PickleTuple, type PickleValue } from './pickle-values.js'

/** Lists, tuples, dicts and sets, and the marks that delimit their items. */
export const containerOpcodes: [number, Opcode][] = [
  [0x28, machine => machine.mark()], // MARK
  [0x30, machine => machine.drop()], // POP
  [0x31, machine => void machine.popToMark()], // POP_MARK
  [0x32, machine => machine.push(machine.top())], // DUP
  [0x5d, machine => pushList(machine, [])], // EMPTY_LIST
  [0x6c, machine => pushList(machine, machine.popToMark())], // LIST
  [0x8f, machine => pushList(machine, [])], // EMPTY_SET
  [0x61, machine => append(machine, [machine.pop()])], // APPEND
  [0x65, machine => append(machine, machine.popToMark())], // APPENDS
  [0x90, machine => append(machine, machine.popToMark())], // ADDITEMS
  [0x29, machine => pushTuple(machine, [])], // EMPTY_TUPLE
  [0x74, machine => pushTuple(machine, machine.popToMark())], // TUPLE
  [0x91, machine => pushTuple(machine, machine.popToMark())], // FROZENSET
  [0x85, machine => pushTuple(machine, take(machine, 1))], // TUPLE1
  [0x86, machine => pushTuple(machine, take(machine, 2))], // TUPLE2
  [0x87, machine => pushTuple(machine, take(machine, 3))], // TUPLE3
  [0x7d, machine => pushDict(machine, [])], // EMPTY_DICT
  [0x64, machine => pushDict(machine, machine.popToMark())], // DICT
  [0x73, machine => setItems(machine, take(machine, 2))], // SETITEM
  [0x75, machine => setItems(machine, machine.popToMark())], // SETITEMS
]

function take(machine: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse()
}

function pushTuple(machine: PickleMachine, items: readonly PickleValue[]): void {
  machine.push(new PickleTuple(items, machine.at))
}

function pushList(machine: PickleMachine, items: readonly PickleValue[]): void {
  machine.countContainer()
  machine.push(new PickleList(machine.at))
  append(machine, items)
}

function pushDict(machine: PickleMachine, items: readonly PickleValue[]): void {
  machine.countContainer()
  machine.push(new PickleDict(machine.at))
  setItems(machine, items)
}

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const list = machine.top()
  if (!(list instanceof PickleList)) throw new PickleFault('items are added to a value that is not a list')
  for (const item of items) list.items.push(item)
}

function setItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const dict = machine.top()
  if (!(dict instanceof PickleDict)) throw new PickleFault('an entry is set in a value that is not a dict')
  if (items.length % 2 !== 0) throw new PickleFault('a key has no value')
  for (let i = 0; i < items.length; i += 2) dict.entries.set(hashable(items[i]), items[i + 1])
}

function hashable(key: PickleValue): PickleValue {
  if (key === null || typeof key !== 'object') return key
  throw new PickleFault('a key of a dict is neither text nor a number')
}
