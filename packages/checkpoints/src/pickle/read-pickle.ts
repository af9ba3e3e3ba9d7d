import type { ByteReader } from '../byte-reader.js'
import { containerOpcodes } from './container-opcodes.js'
import { literalOpcodes } from './literal-opcodes.js'
import { memoOpcodes } from './memo-opcodes.js'
import { objectOpcodes } from './object-opcodes.js'
import { PickleMachine } from './pickle-machine.js'
import type { PickleHost, PickleValue } from './pickle-values.js'
import { refusedOpcodes } from './refused-opcodes.js'

const opcodes = new Map([...literalOpcodes, ...containerOpcodes, ...memoOpcodes, ...objectOpcodes, ...refusedOpcodes])

/**
 * Reads the pickle at a reader's position (protocols 0 to 5) and leaves the reader after it. Instructions build plain
 * values. They can call only the few functions of the host's allow-list, which also only compute values.
 *
 * @throws DataError with file and byte offset if it is not a pickle of plain data
 */
export function readPickle(reader: ByteReader, host: PickleHost): PickleValue {
  return new PickleMachine(reader, host).run(opcodes)
}
