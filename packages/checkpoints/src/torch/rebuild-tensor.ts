import type { Dtype } from '../dtype.js'
import { PickleFault } from '../pickle/pickle-fault.js'
import { PickleDict, PickleGlobal, PickleList, PickleTuple, type PickleValue } from '../pickle/pickle-values.js'
import { torchDtypes } from './torch-dtypes.js'
import { TorchStorage } from './torch-storage.js'
import { TorchTensor } from './torch-tensor.js'

type Arguments = readonly PickleValue[]

/** `_rebuild_tensor(storage, offset, size, stride)`; version 2 adds gradient settings and lazy signs. */
function rebuildTensor(args: Arguments, at: number): TorchTensor {
  const [storage] = args
  if (!(storage instanceof TorchStorage) || storage.type === undefined) throw new PickleFault('a tensor has no numbers')
  refuseLazy(args[6])
  return tensor(args, storage.type, at)
}

/** `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype)`: the storage has no type. */
function rebuildTyped(args: Arguments, at: number): TorchTensor {
  const type = args[6]
  const name = type instanceof PickleGlobal ? type.name.replace(/^torch\./, '') : ''
  if (!Object.hasOwn(torchDtypes, name)) throw new PickleFault('a tensor has an unknown type')
  refuseLazy(args[7])
  return tensor(args, torchDtypes[name], at)
}

/** `_rebuild_parameter(data, requires_grad, hooks)`: the tensor itself. */
function rebuildParameter([data]: Arguments): TorchTensor {
  if (data instanceof TorchTensor) return data
  throw new PickleFault('a parameter is not a tensor')
}

function tensor([storage, offset, size, stride]: Arguments, dtype: Dtype, at: number): TorchTensor {
  if (!(storage instanceof TorchStorage)) throw new PickleFault('a tensor has no storage')
  if (storage.type !== undefined && storage.type !== dtype)
    throw new PickleFault('a tensor has another type than its storage')
  if (typeof offset !== 'number') throw new PickleFault('the offset of a tensor in its storage is not a number')
  return new TorchTensor({ storage, dtype, offset, shape: numbers(size), strides: numbers(stride), at })
}

function numbers(value: PickleValue | undefined): number[] {
  const items = value instanceof PickleTuple || value instanceof PickleList ? value.items : [null]
  const result = items.flatMap(item => (typeof item === 'number' && Number.isSafeInteger(item) ? [item] : []))
  if (result.length === items.length && items.length <= 64) return result
  throw new PickleFault('the sizes or strides of a tensor are not a short list of whole numbers')
}

/** `conj` and `neg` mark signs that are not changed yet. */
function refuseLazy(metadata: PickleValue | undefined): void {
  if (metadata === undefined || metadata === null) return
  const flags = metadata instanceof PickleDict ? [...metadata.entries.values()] : [true]
  if (flags.includes(true)) throw new PickleFault('a tensor has lazy signs')
}

/** The functions that make tensors. */
export const rebuilders: readonly PickleGlobal[] = [
  new PickleGlobal('torch._utils._rebuild_tensor', { call: rebuildTensor }),
  new PickleGlobal('torch._utils._rebuild_tensor_v2', { call: rebuildTensor }),
  new PickleGlobal('torch._utils._rebuild_tensor_v3', { call: rebuildTyped }),
  new PickleGlobal('torch._utils._rebuild_parameter', { call: rebuildParameter }),
  new PickleGlobal('torch._utils._rebuild_parameter_with_state', { call: rebuildParameter }),
]
