import type { TorchStorage } from '../torch/torch-storage.js'
import type { TorchTensor } from '../torch/torch-tensor.js'

/** The values in a checkpoint's pickle. */
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
  /** @param at its offset in the pickle */
  constructor(readonly at: number) {}
}

/** A Python tuple or frozenset. */
export class PickleTuple {
  constructor(
    readonly items: readonly PickleValue[],
    readonly at: number,
  ) {}
}

/** A Python dict, or a class that is read as one: `OrderedDict`, `Counter`. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>()
  constructor(readonly at: number) {}

  /** Receives attributes (`BUILD`). Ignores those of an `OrderedDict`, such as its `_metadata`. */
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

/** A name that a pickle may use: never code of the file, only one of a short list that this package defines. */
export interface PickleGlobalOptions {
  /** Computes the result of `REDUCE` from the arguments. If undefined, calls are rejected. */
  readonly call?: (args: readonly PickleValue[], at: number) => PickleValue
  /** Creates the object of `NEWOBJ`, without arguments. If undefined, it is rejected. */
  readonly create?: (at: number) => PickleValue
}

/** A name that a pickle may use, such as `collections.OrderedDict`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly options: PickleGlobalOptions = {},
  ) {}
}

/** The interface that the machine requires of a pickle's reader. */
export interface PickleHost {
  /** The allow-list. */
  readonly globals: ReadonlyMap<string, PickleGlobal>
  /** Returns the value for a persistent id. @throws PickleFault */
  persistent(id: PickleTuple): PickleValue
}
