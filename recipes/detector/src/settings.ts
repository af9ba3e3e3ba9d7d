import type { ViewGrid } from '@dfpir/detector'

/** How the detector that ships was trained. */
export const settings = {
  seed: 1,
  /** Scenes that are learnt from. */
  scenes: 2000,
  /** Scenes of photographs that are held out, to choose the thresholds on. */
  heldOutScenes: 500,
  /** In how many sizes and qualities each damaged scene is saved. */
  variants: 2,
  /** Every so many photographs one is held out. */
  heldOutEvery: 6,
  steps: 1500,
  batch: 128,
  learningRate: 1e-3,
  warmup: 100,
  weightDecay: 0.1,
  /** Deviation of what is added to the statistics in each step, theirs being 1. */
  jitter: 0.8,
  /** Decay of the weights' moving average, which is what is kept. */
  averageDecay: 0.99,
} as const

/** What of a sample is looked at, to save time: fewer crops than the detector looks at. */
export const sampleGrid: ViewGrid = { crops: { size: 96, rows: 3, columns: 3 }, whole: 96 }

/** What the detector looks at. */
export const grid: ViewGrid = { crops: { size: 96, rows: 4, columns: 4 }, whole: 96 }
