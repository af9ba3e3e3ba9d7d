import { fileURLToPath } from 'node:url'

/** Names of the models in this package. */
export type PretrainedName = 'dfpir-small'

/** Returns the folder of an included model: `config.json`, `model.safetensors` and its model card `README.md`. */
export function pretrainedFolder(name: PretrainedName = 'dfpir-small'): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}

/** Returns the folder of a model's detector: `detector.onnx` and `detector.json`. */
export function detectorFolder(name: PretrainedName = 'dfpir-small'): string {
  return pretrainedFolder(name)
}
