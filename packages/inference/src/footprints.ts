import type { EngineName, Precision } from '@dfpir/engines'

/** Peak memory of this process = `base` + per compiled graph (`perWeight` · weights + `perFeature` · pixels · channels at full size). */
export interface Footprint {
  readonly base: number
  readonly perWeight: number
  readonly perFeature: number
}

/** Measured by `bench/footprints.mjs`, rounded up, on DFPIR: decision 023. */
export const footprints: Readonly<Record<EngineName, Readonly<Record<Precision, Footprint>>>> = {
  onnxruntime: {
    f32: { base: 290e6, perWeight: 23, perFeature: 160 },
    bf16: { base: 290e6, perWeight: 23, perFeature: 160 }, // it has none
  },
  openvino: {
    f32: { base: 280e6, perWeight: 33, perFeature: 100 },
    bf16: { base: 280e6, perWeight: 33, perFeature: 130 },
  },
  tensorflow: {
    f32: { base: 450e6, perWeight: 72, perFeature: 135 },
    bf16: { base: 450e6, perWeight: 69, perFeature: 100 },
  },
}
