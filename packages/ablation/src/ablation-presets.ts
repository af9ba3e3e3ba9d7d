import { relative } from 'node:path'
import { nearest, UsageError } from '@dfpir/core'
import { findDataset } from '@dfpir/evaluation'
import { type Content, isContent } from './is-content.js'

/** The rows of the paper's Table 3a: the channel perturbation, and whether the cross-attention follows. */
const components = [
  { name: 'baseline', channelPerturbation: 'none', attentionPerturbation: false },
  { name: 'CA', channelPerturbation: 'attention', attentionPerturbation: false },
  { name: 'CA + CAAPM', channelPerturbation: 'attention', attentionPerturbation: true },
  { name: 'DGCPM', channelPerturbation: 'shuffle', attentionPerturbation: false },
  { name: 'DGCPM + CAAPM', channelPerturbation: 'shuffle', attentionPerturbation: true },
]

/** The rows of the paper's Table 3b. */
const gammas = [0.5, 0.7, 0.8, 0.9, 1].map(gamma => ({ name: `γ ${gamma.toFixed(1)}`, gamma }))

/** A U-Net of convolutions with skips that are added, without prompts, and with one block per level as the small DFPIR. */
const plainUnet = {
  name: 'plain U-Net',
  model: { architecture: 'nafnet', width: 24, encoder: [1, 1, 1], middle: 1, decoder: [1, 1, 1] },
}

/** The rows of both tables, of which the network with all parts is one (γ 0.9), and a plain U-Net. */
const studied = [...components, ...gammas.filter(({ gamma }) => gamma !== 0.9), plainUnet]

/** Three tasks on the paper's data sets, in the sweep's root. */
const paper = { base: { preset: 'paper-3d', root: '.' }, evaluate: { suite: 'table1' } }

/**
 * Three tasks in minutes per trial on two cores: a small network, with degradations of clean photographs. Orders that
 * differ between prompts, so that the shuffle is put to the test.
 */
const small = (training: string, test: string) => ({
  base: {
    model: { dim: 16, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 64 },
    init: 'shuffled',
    data: [
      { task: 'denoise', sigma: [15, 25, 50], clean: training },
      { task: 'derain', clean: training },
      { task: 'dehaze', clean: training },
    ],
    patch: 48,
    batch: 4,
    steps: 1000,
    learningRate: 1e-3,
    saveEvery: 100,
    validate: {
      ...{ every: 100, patch: 128, patches: 4 },
      data: [
        { task: 'denoise', sigma: 25, clean: test },
        { task: 'derain', clean: test },
        { task: 'dehaze', clean: test },
      ],
    },
  },
  seeds: [0, 1, 2],
  evaluate: {
    data: [
      { title: 'denoise σ 25', task: 'denoise', sigma: 25, clean: test, pictures: 4 },
      { title: 'derain', task: 'derain', clean: test, pictures: 4 },
      { title: 'dehaze', task: 'dehaze', clean: test, pictures: 4 },
    ],
  },
})

const presets: Readonly<Record<string, (root: string) => Promise<Content>>> = {
  table3a: async () => ({ ...paper, trials: components }),
  table3b: async () => ({ ...paper, trials: gammas }),
  'table3a-small': async root => ({ ...(await smallFor(root)), trials: components }),
  'table3b-small': async root => ({ ...(await smallFor(root)), trials: gammas }),
  study: async root => ({ ...(await smallFor(root)), trials: studied }),
}

async function smallFor(root: string) {
  const folder = async (title: string) => {
    const found = await findDataset(root, { title, places: [title.toLowerCase()] })
    return found === undefined ? title : relative(root, found)
  }
  return small(await folder('BSD400'), await folder('Kodak24'))
}

/** The paper's table that a preset reproduces, with the paper's data or on a small scale. */
export function paperTableOf(preset: string | undefined): 'table3a' | 'table3b' | undefined {
  if (preset?.startsWith('table3a')) return 'table3a'
  return preset?.startsWith('table3b') ? 'table3b' : undefined
}

/** The names of all presets. */
export const ablationPresetNames: readonly string[] = Object.keys(presets)

/**
 * Fills in the `preset` of a sweep file. Keys of `base` are filled in individually.
 *
 * @param root the sweep's root, where small presets find their photographs
 * @throws UsageError for an unknown preset
 */
export async function applyAblationPreset(content: unknown, root: string): Promise<unknown> {
  if (!isContent(content) || content.preset === undefined) return content
  const { preset, base } = content
  const fill = typeof preset === 'string' && Object.hasOwn(presets, preset) ? presets[preset] : undefined
  if (!fill) throw unknownPreset(preset)
  const filled = await fill(root)
  return { ...filled, ...content, base: { ...(filled.base as Content), ...(isContent(base) ? base : {}) } }
}

function unknownPreset(preset: unknown): UsageError {
  const close = typeof preset === 'string' ? nearest(preset, ablationPresetNames) : undefined
  const hint = close ? `Did you mean ${close}?` : undefined
  return new UsageError(`there is no sweep preset ${preset}; expected one of: ${ablationPresetNames.join(', ')}`, {
    hint,
  })
}
