export type { SessionOptions } from './config.js'
export type { TensorflowDevice } from './devices.js'
export { findTensorflow, installationRoot, type TensorflowInstallation } from './install/find.js'
export {
  type InstallTensorflowOptions,
  installTensorflow,
  type TensorflowDownload,
  tensorflowDownload,
} from './install/install.js'
export type { InstallProgress, OnInstallProgress } from './install/progress.js'
export { findPython, type Python } from './install/python.js'
export { bf16Support, processorFlags } from './processor.js'
export type { RunOptions, TensorflowSession } from './session.js'
export type { TensorValue } from './tensor.js'
export { loadTensorflow, Tensorflow } from './tensorflow.js'
