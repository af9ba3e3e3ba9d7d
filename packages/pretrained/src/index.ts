import { fileURLToPath } from 'node:url'

/** The models that ship with this package. */
export type PretrainedName = 'dfpir-small'

/** The folder of a shipped model: `config.json`, `model.safetensors` and its model card `README.md`. */
export function pretrainedFolder(name: PretrainedName = 'dfpir-small'): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}

/** The folder of the detector that ships with a model: `detector.onnx` and `detector.json`. */
export function detectorFolder(name: PretrainedName = 'dfpir-small'): string {
  return pretrainedFolder(name)
}
