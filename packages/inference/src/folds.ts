import type { EngineName } from '@dfpir/engines'

/** Rewrites of a traced network that preserve its results up to rounding, and that do not suit every engine. */
export interface Folds {
  /**
   * Whether to fold the scales and offsets of layer norms into the 1×1 convolutions after them, and to express the rest of
   * a norm by ordinary operations (`foldLayerNorm` of `@dfpir/graph`). With false, norms stay whole, for engines that
   * support them.
   *
   * @default false
   */
  layerNorm?: boolean
}

/** Measured in docs/decisions/016-folds-per-engine.md. */
const measured: Readonly<Record<EngineName, Folds>> = {
  onnxruntime: { layerNorm: false },
  openvino: { layerNorm: true },
  tensorflow: { layerNorm: false },
}

/** Returns the folds with which an engine is fastest. */
export function foldsFor(engine: EngineName): Folds {
  return measured[engine]
}
