/** A complete data set of a suite. */
export interface SuiteDataset {
  readonly title: string
  /** The name of its layout in `@dfpir/datasets`. */
  readonly layout: string
  /** The possible folders, best first, in lower case without hyphens and underscores. */
  readonly places: readonly string[]
  /** The number of pictures in published scores. */
  readonly count: number
}

/** A column of a paper's table. */
export interface SuiteColumn {
  readonly dataset: SuiteDataset
  /** For clean photographs: the standard deviation of the noise that is added, in 8-bit levels. */
  readonly sigma?: number
}

/** The columns of a paper's table, from left to right. */
export interface Suite {
  readonly columns: readonly SuiteColumn[]
  /** Whether the table ends with the mean over its columns. */
  readonly averaged: boolean
}

const sots: SuiteDataset = {
  title: 'SOTS',
  layout: 'sots',
  places: ['sots/outdoor', 'sotsoutdoor', 'sots', 'dehaze'],
  count: 500,
}
const rain100l: SuiteDataset = { title: 'Rain100L', layout: 'rain100l', places: ['rain100l'], count: 100 }
const cbsd68: SuiteDataset = { title: 'CBSD68', layout: 'cbsd68', places: ['cbsd68', 'bsd68'], count: 68 }
const urban100: SuiteDataset = { title: 'Urban100', layout: 'urban100', places: ['urban100'], count: 100 }
const gopro: SuiteDataset = { title: 'GoPro', layout: 'gopro', places: ['gopro'], count: 1111 }
const lol: SuiteDataset = { title: 'LOL', layout: 'lol', places: ['lol', 'lolv1', 'loldataset'], count: 15 }

const levels = [15, 25, 50]
const noisy = (dataset: SuiteDataset) => levels.map((sigma): SuiteColumn => ({ dataset, sigma }))

export type SuiteName = 'table1' | 'table2' | 'single-task'

/** The suites by name: Tables 1 and 2 of DFPIR (CVPR 2025), and the sets for networks of one task. */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  table1: {
    columns: [{ dataset: sots }, { dataset: rain100l }, ...noisy(cbsd68)],
    averaged: true,
  },
  table2: {
    columns: [
      { dataset: sots },
      { dataset: rain100l },
      { dataset: cbsd68, sigma: 25 },
      { dataset: gopro },
      { dataset: lol },
    ],
    averaged: true,
  },
  'single-task': {
    columns: [{ dataset: sots }, { dataset: rain100l }, ...noisy(cbsd68), ...noisy(urban100)],
    averaged: false,
  },
}
