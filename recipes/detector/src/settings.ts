import type { CropGrid } from '@dfpir/detector'

/** How the detector that ships was trained. */
export const settings = {
  seed: 1,
  steps: 2000,
  /** Pictures per step. */
  batch: 20,
  /** How many of them are new; the others are drawn from those of earlier steps. */
  fresh: 5,
  /** How many earlier ones are kept. */
  kept: 4000,
  /** Crops per picture and axis, at random places. */
  crops: 2,
  learningRate: 2e-3,
  warmup: 100,
  weightDecay: 1e-4,
  /** Decay of the weights' moving average, which is what is kept. */
  averageDecay: 0.995,
  /** Every so many photographs one is held out, to choose temperature and threshold. */
  heldOutEvery: 10,
} as const

/** What the detector looks at. */
export const grid: CropGrid = { size: 96, rows: 4, columns: 4 }
