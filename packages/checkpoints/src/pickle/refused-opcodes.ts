import { PickleFault } from './pickle-fault.js'
import type { Opcode } from './pickle-machine.js'

const names: readonly [number, string][] = [
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x92, 'NEWOBJ_EX'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x50, 'PERSID'],
  [0x53, 'STRING'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
]

/** Instructions that no weights file needs; most of them create objects that the file chooses. */
export const refusedOpcodes: [number, Opcode][] = names.map(([code, name]) => [
  code,
  () => {
    throw new PickleFault(`the instruction ${name} is not used by weights files`)
  },
])
