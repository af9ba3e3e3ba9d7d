import type { Float32Tensor } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import type { CApi } from './c-api.js'
import { check, onThread, take } from './status.js'
import { createTensor, readTensor } from './tensor.js'

/** A run whose names have been checked. */
export interface NativeRun {
  readonly compiled: Pointer
  readonly inputs: Readonly<Record<string, Float32Tensor>>
  readonly outputs: readonly string[]
}

const activity = { what: 'run the model', blame: 'usage' } as const

/** Runs a compiled model on another thread. Frees everything that it allocates, even if it fails. */
export async function runNative(api: CApi, run: NativeRun): Promise<Record<string, Float32Tensor>> {
  const request = take(api, activity, out => api.createRequest(run.compiled, out))
  try {
    for (const [name, value] of Object.entries(run.inputs)) setInput(api, request, name, value)
    await onThread(api, activity, done => api.infer.async(request, done))
    return Object.fromEntries(run.outputs.map(name => [name, getOutput(api, request, name)]))
  } finally {
    api.freeRequest(request)
  }
}

/** The request keeps a share of the tensor. */
function setInput(api: CApi, request: Pointer, name: string, value: Float32Tensor): void {
  const tensor = createTensor(api, value)
  try {
    check(api, activity, api.setTensor(request, name, tensor))
  } finally {
    api.freeTensor(tensor)
  }
}

function getOutput(api: CApi, request: Pointer, name: string): Float32Tensor {
  const tensor = take(api, activity, out => api.getTensor(request, name, out))
  try {
    return readTensor(api, tensor)
  } finally {
    api.freeTensor(tensor)
  }
}
