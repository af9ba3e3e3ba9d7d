export type { Checkpoint, CheckpointFormat, CheckpointValue } from './checkpoint.js'
export { type Dtype, dtypeSizes, dtypes } from './dtype.js'
export { KeyMap, type KeyMapEntry } from './key-map.js'
export { parseSafetensors, type Safetensors } from './parse-safetensors.js'
export { parseCheckpoint, readCheckpoint } from './read-checkpoint.js'
export { readSafetensors, writeSafetensors } from './safetensors-file.js'
export { serializeSafetensors } from './serialize-safetensors.js'
export {
  entryToFloat32,
  entryToFloat64,
  float16ToEntry,
  float32ToEntry,
  type TensorEntry,
  toStateDict,
} from './tensor-entry.js'
export { torchDtypeName } from './torch/torch-dtypes.js'
export { toLayerLayout, toLayerShape, toTorchLayout, toTorchShape, type WeightKind } from './weight-layout.js'
