import { PickleFault } from './pickle-fault.js'
import type { Opcode, PickleMachine } from './pickle-machine.js'
import { NumpyType, PickleDict, PickleGlobal, PickleTuple, type PickleValue } from './pickle-values.js'

/** Protocol markers, names, and the objects made with them. */
export const objectOpcodes: [number, Opcode][] = [
  [0x80, protocol], // PROTO
  [0x95, frame], // FRAME
  [0x2e, machine => machine.stop()], // STOP
  [0x63, machine => pushGlobal(machine, machine.reader.line(), machine.reader.line())], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x81, newObject], // NEWOBJ
  [0x62, build], // BUILD
  [0x51, persistent], // BINPERSID
]

function protocol({ reader }: PickleMachine): void {
  const version = reader.u8()
  if (version > 5) throw new PickleFault(`pickle protocol ${version} is not supported`)
}

/** Frames only group reads. A frame must not be longer than the rest of the file. */
function frame({ reader }: PickleMachine): void {
  const length = reader.u64()
  if (length > reader.left) throw new PickleFault(`a frame has ${length} bytes, but only ${reader.left} are left`)
}

const weightsAlone =
  'If you trust the file, save only its weights in Python: torch.save(model.state_dict(), "weights.pth").'

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop()
  const module = machine.pop()
  if (typeof name !== 'string' || typeof module !== 'string') throw new PickleFault('a name is not a text')
  pushGlobal(machine, module, name)
}

function pushGlobal(machine: PickleMachine, module: string, name: string): void {
  const full = `${module.replace(/^__builtin__$/, 'builtins')}.${name}`
  const found = machine.host.globals.get(full)
  if (found === undefined) {
    const wanted = JSON.stringify(full.slice(0, 120))
    const what = `it asks for ${wanted}, which no file of weights needs, and nothing in a file is run here`
    throw new PickleFault(what, weightsAlone)
  }
  machine.push(found)
}

function reduce(machine: PickleMachine): void {
  const args = machine.pop()
  const callable = machine.pop()
  if (!(args instanceof PickleTuple)) throw new PickleFault('the arguments of a call are not a tuple')
  if (!(callable instanceof PickleGlobal)) throw new PickleFault('a value is called that is not a function')
  if (!callable.options.call) throw new PickleFault(`${callable.name} is called, but may only be named`)
  machine.countContainer()
  machine.push(callable.options.call(args.items, machine.at))
}

function newObject(machine: PickleMachine): void {
  const args = machine.pop()
  const type = machine.pop()
  if (!(type instanceof PickleGlobal) || !type.options.create) throw new PickleFault('an object of an unknown class')
  if (!(args instanceof PickleTuple) || args.items.length > 0) throw new PickleFault(`${type.name} takes no arguments`)
  machine.countContainer()
  machine.push(type.options.create(machine.at))
}

function build(machine: PickleMachine): void {
  const state = machine.pop()
  const target = machine.top()
  if (target instanceof NumpyType && state instanceof PickleTuple) checkByteOrder(state.items[1])
  else if (target instanceof PickleDict && state instanceof PickleDict) target.build(state)
  else throw new PickleFault('a state is set on a value without one, or is not a dict')
}

function checkByteOrder(order: PickleValue | undefined): void {
  if (order !== '<' && order !== '|') throw new PickleFault(`numbers of byte order ${JSON.stringify(order)}`)
}

function persistent(machine: PickleMachine): void {
  const id = machine.pop()
  if (!(id instanceof PickleTuple)) throw new PickleFault('a persistent id is not a tuple')
  machine.push(machine.host.persistent(id))
}
