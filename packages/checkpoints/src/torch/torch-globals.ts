import { PickleFault } from '../pickle/pickle-fault.js'
import {
  NumpyType,
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleNamespace,
  PickleTuple,
  type PickleValue,
} from '../pickle/pickle-values.js'
import { numpyScalar } from './numpy-scalar.js'
import { rebuilders } from './rebuild-tensor.js'
import { torchDtypes } from './torch-dtypes.js'
import type { StorageType } from './torch-storage.js'

const storageTypes: Readonly<Record<string, StorageType>> = {
  FloatStorage: 'F32',
  DoubleStorage: 'F64',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
  UntypedStorage: undefined,
}

const storageClasses = new Map(
  Object.entries(storageTypes).flatMap(([name, type]) =>
    ['torch', 'torch.cuda', 'torch.storage'].map((module): [string, StorageType] => [`${module}.${name}`, type]),
  ),
)

/** True for the name of a storage class. */
export function isStorageClass(value: PickleValue | undefined): value is PickleGlobal {
  return value instanceof PickleGlobal && storageClasses.has(value.name)
}

/** The element type of a storage class. */
export function storageType({ name }: PickleGlobal): StorageType {
  return storageClasses.get(name)
}

const encode = (args: readonly PickleValue[]): PickleValue => {
  const [text, encoding] = args
  if (typeof text === 'string' && encoding === 'latin1') return Buffer.from(text, 'latin1')
  throw new PickleFault('_codecs.encode is only supported for latin1')
}

const numpyType = ([code]: readonly PickleValue[]): PickleValue => {
  if (typeof code === 'string') return new NumpyType(code)
  throw new PickleFault('a numpy type is not text')
}

const device = ([type, index]: readonly PickleValue[]): PickleValue => {
  if (typeof type === 'string') return index === undefined ? type : `${type}:${String(index)}`
  throw new PickleFault('the name of a device is not text')
}

/** An `OrderedDict` is created empty or (by Python 2) from a list of pairs. */
const orderedDict = ([pairs]: readonly PickleValue[], at: number): PickleValue => {
  const dict = new PickleDict(at)
  if (pairs === undefined) return dict
  if (!(pairs instanceof PickleList)) throw new PickleFault('an OrderedDict is not made from a list')
  for (const pair of pairs.items) {
    const isPair = (pair instanceof PickleList || pair instanceof PickleTuple) && pair.items.length === 2
    if (!isPair || typeof pair.items[0] !== 'string')
      throw new PickleFault('an OrderedDict has an entry that is not a pair')
    dict.entries.set(pair.items[0], pair.items[1])
  }
  return dict
}

/** Reads a class that wraps one container as that container. */
const itsArgument =
  (...kinds: readonly (typeof PickleDict | typeof PickleList | typeof PickleTuple)[]) =>
  ([value]: readonly PickleValue[]): PickleValue => {
    if (value !== undefined && kinds.some(kind => value instanceof kind)) return value
    throw new PickleFault('a container class has an unsupported argument')
  }

/** All names that a weights file may use. Each maps to a value or a function of this package. */
export const torchGlobals: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    ...[...storageClasses.keys()].map(name => new PickleGlobal(name)),
    ...Object.keys(torchDtypes).map(name => new PickleGlobal(`torch.${name}`)),
    ...rebuilders,
    new PickleGlobal('collections.OrderedDict', { call: orderedDict }),
    new PickleGlobal('collections.Counter', { call: itsArgument(PickleDict) }),
    new PickleGlobal('builtins.set', { call: itsArgument(PickleList) }),
    new PickleGlobal('torch.Size', { call: itsArgument(PickleTuple, PickleList) }),
    new PickleGlobal('torch.device', { call: device }),
    new PickleGlobal('argparse.Namespace', { create: at => new PickleNamespace(at) }),
    new PickleGlobal('_codecs.encode', { call: encode }),
    new PickleGlobal('numpy.dtype', { call: numpyType }),
    new PickleGlobal('numpy.core.multiarray.scalar', { call: numpyScalar }),
    new PickleGlobal('numpy._core.multiarray.scalar', { call: numpyScalar }),
  ].map(global => [global.name, global]),
)
