import type { EngineName, Precision } from '@dfpir/engines'

/** Peak memory of this process = `base` + per compiled graph (`perWeight` · weights + `perFeature` · pixels · `dim`). */
export interface Footprint {
  readonly base: number
  readonly perWeight: number
  readonly perFeature: number
}

/** Measured by `bench/footprints.mjs`, see decision 023. */
export const footprints: Readonly<Record<EngineName, Readonly<Record<Precision, Footprint>>>> = {
  onnxruntime: {
    f32: { base: 170e6, perWeight: 24, perFeature: 200 },
    bf16: { base: 170e6, perWeight: 24, perFeature: 200 },
  },
  openvino: {
    f32: { base: 300e6, perWeight: 24, perFeature: 200 },
    bf16: { base: 300e6, perWeight: 24, perFeature: 200 },
  },
  tensorflow: {
    f32: { base: 600e6, perWeight: 66, perFeature: 140 },
    bf16: { base: 600e6, perWeight: 66, perFeature: 140 },
  },
}
