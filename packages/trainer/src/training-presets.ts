import { nearest, UsageError } from '@dfpir/core'

/** The paper's protocol: 80 epochs, then 5 on larger patches. */
const protocol = {
  patch: 128,
  batch: 5,
  epochs: 80,
  learningRate: 1e-4,
  finetune: { epochs: 5, learningRate: 1e-5, patch: 192, batch: 3 },
}

type Entry = Readonly<Record<string, unknown>>

/** BSD400 and WED, each with each noise level, three times per epoch. */
const denoise = (root: string): Entry[] =>
  ['BSD400', 'WED'].map(folder => ({ task: 'denoise', sigma: [15, 25, 50], clean: `${root}/${folder}`, repeat: 9 }))
const derain = (root: string): Entry => ({ task: 'derain', layout: 'rain100l', root: `${root}/Rain100L`, repeat: 120 })
const dehaze = (root: string): Entry => ({ task: 'dehaze', layout: 'reside-ots', root: `${root}/OTS` })
const deblur = (root: string): Entry => ({ task: 'deblur', layout: 'gopro', root: `${root}/GoPro`, repeat: 5 })
const lowlight = (root: string): Entry => ({ task: 'lowlight', layout: 'lol', root: `${root}/LOL`, repeat: 20 })

/**
 * The settings of the paper by name: which datasets, below the key `root`, and how often an epoch visits each picture.
 * The repeats are those of the released training code of PromptIR, whose protocol the paper follows.
 */
const settings: Readonly<Record<string, (root: string) => readonly Entry[]>> = {
  'three-task': root => [...denoise(root), derain(root), dehaze(root)],
  'five-task': root => [...denoise(root), derain(root), dehaze(root), deblur(root), lowlight(root)],
  denoise,
  derain: root => [derain(root)],
  dehaze: root => [dehaze(root)],
  deblur: root => [deblur(root)],
  lowlight: root => [lowlight(root)],
}

export const presetNames: readonly string[] = Object.keys(settings)

/**
 * The content of a training file with the keys of its `preset` filled in: the datasets below `root` (`data` when left
 * out) and the paper's protocol. What the file says itself comes first; `finetune: false` leaves out the second phase.
 *
 * @throws UsageError for an unknown preset
 */
export function applyPreset(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || !('preset' in content)) return content
  const { preset, root = 'data', ...own } = content as Record<string, unknown>
  const makeData = typeof preset === 'string' && Object.hasOwn(settings, preset) ? settings[preset] : undefined
  if (!makeData) throw unknownPreset(preset)
  if (typeof root !== 'string') throw new UsageError('the training file is wrong: root must be a folder')
  const length = 'steps' in own ? { epochs: undefined } : {}
  const { finetune, ...rest }: Entry = { ...protocol, data: makeData(root), ...length, ...own }
  return finetune === false ? rest : { ...rest, finetune }
}

function unknownPreset(preset: unknown): UsageError {
  const close = typeof preset === 'string' ? nearest(preset, presetNames) : undefined
  const hint = close ? `Did you mean ${close}?` : undefined
  return new UsageError(`there is no preset ${preset}; expected one of: ${presetNames.join(', ')}`, { hint })
}
