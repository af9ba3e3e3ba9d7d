import { type DfpirConfig, parseConfig } from './config.js'

/** The names of {@link presets}. */
export type PresetName = 'dfpir' | 'dfpir-small' | 'dfpir-tiny'

/**
 * Configurations by name. `dfpir` is the paper's network (31,104,761 parameters). `dfpir-small` (3,221,272) and
 * `dfpir-tiny` (1,478,872, most of them in the fixed prompt layers) were designed for this project, for small machines and
 * experiments.
 */
export const presets: Readonly<Record<PresetName, DfpirConfig>> = {
  dfpir: parseConfig(),
  'dfpir-small': parseConfig({ dim: 16, blocks: [1, 2, 2, 4], refinement: 1 }),
  'dfpir-tiny': parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 1 }),
}
