import { DataError } from '@dfpir/core'
import { NativeWords, type Pointer } from '@dfpir/wheels'
import koffi from 'koffi'
import type { CApi, Status } from './c-api.js'
import { check, take } from './status.js'

/** The number of `ov_element_type_e` for float32. */
export const float32 = 4

/** An input or output of a compiled model. */
export interface Port {
  readonly name: string
  /** Its shape, with −1 for a free extent. */
  readonly shape: readonly number[]
}

const activity = { what: 'read the inputs and outputs of the model', blame: 'data' } as const

/**
 * Reads the inputs or outputs of a compiled model.
 *
 * @throws DataError for one that is not float32, has no name, or has a free rank.
 */
export function readPorts(api: CApi, compiled: Pointer, kind: 'input' | 'output'): Port[] {
  const countOf = kind === 'input' ? api.inputCount : api.outputCount
  const count = Number(take(api, activity, out => countOf(compiled, out)))
  return Array.from({ length: count }, (_, index) => {
    const port = take(api, activity, out => api[kind](compiled, index, out))
    try {
      return readPort(api, port, kind)
    } finally {
      api.freePort(port)
    }
  })
}

function readPort(api: CApi, port: Pointer, kind: string): Port {
  const name = takeString(api, out => api.portName(port, out))
  const type = Number(take(api, activity, out => api.portType(port, out)))
  if (type !== float32) throw new DataError(`the ${kind} "${name}" of the model is not float32`)
  return { name, shape: readPartialShape(api, port, `${kind} "${name}"`) }
}

/** Reads a string that OpenVINO allocates, and frees it. */
function takeString(api: CApi, call: (out: Pointer) => Status): string {
  const address = take(api, activity, call)
  const text: string = koffi.decode(address, 'char', -1)
  api.freeString(address)
  return text
}

/** An `ov_partial_shape_t` is [least rank, greatest rank, pointer to [least, greatest] for each extent]. */
function readPartialShape(api: CApi, port: Pointer, what: string): number[] {
  using words = new NativeWords(3)
  try {
    check(api, activity, api.portShape(port, words.address))
    if (words.get(0) !== words.get(1)) throw new DataError(`the ${what} of the model has a free rank`)
    const rank = Number(words.get(0))
    const extents = new BigInt64Array(koffi.view(words.get(2), Math.max(rank, 1) * 16))
    return Array.from({ length: rank }, (_, axis) => {
      const [least, greatest] = [extents[2 * axis], extents[2 * axis + 1]]
      return least === greatest ? Number(least) : -1
    })
  } finally {
    api.freePartialShape(words.address)
  }
}
