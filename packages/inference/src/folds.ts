import type { EngineName } from '@dfpir/engines'

/** Rewritings of a traced network that leave what it computes as it is, up to rounding, and that not every engine likes. */
export interface Folds {
  /**
   * Layer norms' scales and offsets become part of the 1×1 convolutions behind them, and the rest of a norm ordinary
   * operations (`foldLayerNorm` of `@dfpir/graph`). With false, norms stay whole, for engines that have them.
   *
   * @default false
   */
  layerNorm?: boolean
}

/** As measured: docs/decisions/016-folds-per-engine.md. */
const measured: Readonly<Record<EngineName, Folds>> = {
  onnxruntime: { layerNorm: false },
  openvino: { layerNorm: true },
  tensorflow: { layerNorm: false },
}

/** The folds with which an engine is fastest. */
export function foldsFor(engine: EngineName): Folds {
  return measured[engine]
}
