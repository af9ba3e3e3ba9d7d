import { PickleFault } from '../pickle/pickle-fault.js'
import type { PickleHost, PickleTuple, PickleValue } from '../pickle/pickle-values.js'
import { isStorageClass, storageType, torchGlobals } from './torch-globals.js'
import { TorchStorage } from './torch-storage.js'

/** Reads PyTorch's pickles and collects the storages that they name. */
export class TorchHost implements PickleHost {
  readonly globals = torchGlobals
  readonly storages = new Map<string, TorchStorage>()

  /** `('storage', class, key, device, count)`, in the legacy format with a `None` at the end. */
  persistent({ items }: PickleTuple): PickleValue {
    const [kind, type, key, , count, view] = items
    if (kind !== 'storage' || !isStorageClass(type) || typeof key !== 'string') {
      throw new PickleFault('a persistent id does not name a storage of numbers')
    }
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
      throw new PickleFault(`a storage has the size ${String(count)}`)
    }
    if (view !== undefined && view !== null) throw new PickleFault('a storage has a view (from PyTorch before 0.4)')
    return this.storage(new TorchStorage({ type: storageType(type), key, count }))
  }

  private storage(storage: TorchStorage): TorchStorage {
    const known = this.storages.get(storage.key)
    if (known === undefined) this.storages.set(storage.key, storage)
    else if (known.type !== storage.type || known.count !== storage.count) {
      throw new PickleFault(`the storage ${JSON.stringify(storage.key.slice(0, 80))} is described in two ways`)
    }
    return known ?? storage
  }
}
