import type { TorchStorage } from '../torch/torch-storage.js'
import type { TorchTensor } from '../torch/torch-tensor.js'
import type { PickleGlobal } from './pickle-global.js'

/** What a pickle of a checkpoint can hold. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | NumpyType
  | TorchStorage
  | TorchTensor

/** A Python list or set. */
export class PickleList {
  readonly items: PickleValue[] = []
  /** @param at where in the pickle it begins */
  constructor(readonly at: number) {}
}

/** A Python tuple or frozenset. */
export class PickleTuple {
  constructor(
    readonly items: readonly PickleValue[],
    readonly at: number,
  ) {}
}

/** A Python dict, or one of the classes that are read as one: `OrderedDict`, `Counter`. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>()
  constructor(readonly at: number) {}

  /** Takes attributes (`BUILD`): those of an `OrderedDict`, such as its `_metadata`, are left out. */
  build(_state: PickleDict): void {}
}

/** An `argparse.Namespace`: its attributes are its entries. */
export class PickleNamespace extends PickleDict {
  override build({ entries }: PickleDict): void {
    for (const [key, value] of entries) this.entries.set(key, value)
  }
}

/** A numpy data type of scalars, such as `f8`. */
export class NumpyType {
  constructor(readonly code: string) {}
}
