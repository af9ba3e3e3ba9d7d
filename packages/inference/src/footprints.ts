import type { EngineName, Precision } from '@dfpir/engines'

/** Peak memory of this process = `base` + per compiled graph (`perWeight` · weights + `perFeature` · pixels · `dim`). */
export interface Footprint {
  readonly base: number
  readonly perWeight: number
  readonly perFeature: number
}

/** Measured by `bench/footprints.mjs`, rounded up: decision 023. */
export const footprints: Readonly<Record<EngineName, Readonly<Record<Precision, Footprint>>>> = {
  onnxruntime: {
    f32: { base: 240e6, perWeight: 26, perFeature: 180 },
    bf16: { base: 240e6, perWeight: 26, perFeature: 180 }, // it has none
  },
  openvino: {
    f32: { base: 260e6, perWeight: 34, perFeature: 110 },
    bf16: { base: 260e6, perWeight: 34, perFeature: 110 },
  },
  tensorflow: {
    f32: { base: 570e6, perWeight: 62, perFeature: 195 },
    bf16: { base: 570e6, perWeight: 62, perFeature: 220 },
  },
}
