import type { CheckpointValue } from '../checkpoint.js'
import type { FoundTensor } from '../network-tensors.js'
import { PickleFault } from '../pickle/pickle-fault.js'
import {
  NumpyType,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleTuple,
  type PickleValue,
} from '../pickle/pickle-values.js'
import { TorchStorage } from './torch-storage.js'
import { TorchTensor } from './torch-tensor.js'

/** The content of a file: tensors and other values. */
export interface CollectedValues {
  readonly tensors: FoundTensor[]
  readonly values: Map<string, CheckpointValue>
}

export interface CollectOptions {
  /** The limit for the bytes of all tensors together. */
  readonly maxBytes: number
  /** Returns the error for a fault at an offset in the pickle. */
  readonly fail: (what: string, at: number) => Error
}

const maxDepth = 32
const maxPath = 512
/** The maximum number of values. A value counts each time it is used, so shared lists cannot multiply. */
const maxValues = 100_000

/**
 * Collects every tensor and value with its path from the outermost dict.
 *
 * @throws the error of `fail` for values that are nested too deep or in themselves, shared too often, or too large
 */
export function collectValues(root: PickleValue, options: CollectOptions): CollectedValues {
  const collector = new Collector(options)
  collector.visit(root, [], 0)
  return collector
}

class Collector implements CollectedValues {
  readonly tensors: FoundTensor[] = []
  readonly values = new Map<string, CheckpointValue>()
  private readonly paths = new Set<string>()
  private visited = 0
  private bytes = 0

  constructor(private readonly options: CollectOptions) {}

  visit(value: PickleValue, keys: readonly string[], at: number): void {
    if (++this.visited > maxValues) throw this.options.fail(`the file describes over ${maxValues} values`, at)
    if (keys.length > maxDepth) throw this.options.fail('values are nested too deep or in themselves', at)
    if (value instanceof PickleDict) {
      for (const [key, item] of value.entries) this.visit(item, [...keys, String(key)], value.at)
    } else if (value instanceof PickleList || value instanceof PickleTuple) {
      for (const [index, item] of value.items.entries()) this.visit(item, [...keys, String(index)], value.at)
    } else this.add(value, keys, at)
  }

  private add(value: Exclude<PickleValue, PickleDict | PickleList | PickleTuple>, keys: readonly string[], at: number) {
    const path = this.path(keys, at)
    if (value instanceof TorchTensor) this.addTensor(value, keys.length > 0 ? keys : ['tensor'])
    else if (value instanceof PickleGlobal) this.values.set(path, value.name)
    else if (!(value instanceof TorchStorage) && !(value instanceof NumpyType)) this.values.set(path, value)
  }

  private path(keys: readonly string[], at: number): string {
    const length = keys.reduce((sum, key) => sum + key.length + 1, 0)
    if (length > maxPath) throw this.options.fail(`a name has ${length} characters`, at)
    const path = keys.join('.')
    if (this.paths.has(path)) throw this.options.fail(`two values have the name ${JSON.stringify(path)}`, at)
    this.paths.add(path)
    return path
  }

  private addTensor(tensor: TorchTensor, keys: readonly string[]): void {
    this.bytes += tensor.byteLength
    const { maxBytes, fail } = this.options
    if (this.bytes > maxBytes) throw fail(`the tensors have over ${maxBytes} bytes, far more than the file`, tensor.at)
    try {
      this.tensors.push({ keys, entry: tensor.toEntry() })
    } catch (error) {
      throw error instanceof PickleFault ? fail(error.message, tensor.at) : error
    }
  }
}
