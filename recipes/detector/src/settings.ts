import type { ViewGrid } from '@dfpir/detector'

/** Training settings of the included detector. */
export const settings = {
  seed: 1,
  /** Number of training scenes. */
  scenes: 2000,
  /** Number of scenes from held-out photographs, for choosing the thresholds. */
  heldOutScenes: 500,
  /** Number of sizes and qualities in which each damaged scene is saved. */
  variants: 2,
  /** One in this many photographs is held out. */
  heldOutEvery: 6,
  steps: 1500,
  batch: 128,
  learningRate: 1e-3,
  warmup: 100,
  weightDecay: 0.1,
  /** Standard deviation of the noise added to the statistics in each step; theirs is 1. */
  jitter: 0.8,
  /** Decay of the moving average of the weights, which is exported. */
  averageDecay: 0.99,
} as const

/** Views of a sample. To save time, there are fewer crops than in the detector. */
export const sampleGrid: ViewGrid = { crops: { size: 96, rows: 3, columns: 3 }, whole: 96 }

/** Views of the detector. */
export const grid: ViewGrid = { crops: { size: 96, rows: 4, columns: 4 }, whole: 96 }
