import type { TorchStorage } from '../torch/torch-storage.js'
import type { TorchTensor } from '../torch/torch-tensor.js'

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

/** What a pickle may name: never code of the file's own, always one of a short list that this package defines. */
export interface PickleGlobalOptions {
  /** What `REDUCE` makes of the arguments; calling is refused when left out. */
  readonly call?: (args: readonly PickleValue[], at: number) => PickleValue
  /** What `NEWOBJ` makes without arguments; refused when left out. */
  readonly create?: (at: number) => PickleValue
}

/** A name that a pickle may use, such as `collections.OrderedDict`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly options: PickleGlobalOptions = {},
  ) {}
}

/** What the machine asks of whoever reads a pickle. */
export interface PickleHost {
  /** The allow-list. */
  readonly globals: ReadonlyMap<string, PickleGlobal>
  /** What stands for a persistent id. @throws PickleFault */
  persistent(id: PickleTuple): PickleValue
}
