import { nearest, UsageError } from '@dfpir/core'

type Entry = Readonly<Record<string, unknown>>

/** What the paper and the released scripts have in common. */
const commonProtocol: Entry = { patch: 128, batch: 5, epochs: 80, learningRate: 1e-4 }

/** The paper's protocol: 80 epochs, then 5 on larger patches. */
const paperProtocol: Entry = {
  ...commonProtocol,
  finetune: { epochs: 5, learningRate: 1e-5, patch: 192, batch: 3 },
}

/** The protocol of the released scripts: a cosine over 500 epochs, of which the paper's 80 are run. */
const authorsProtocol: Entry = {
  ...commonProtocol,
  minLearningRate: 0,
  schedule: { type: 'cosine', over: '500 epochs', per: 'epoch' },
}

/** Location of a preset's data. */
interface DataPlaces {
  /** The folder of the data sets. */
  readonly root: string
  /** The folder with the released code's lists of names, `data_dir`. @default all pictures */
  readonly lists?: string
}

type MakeData = (places: DataPlaces) => readonly Entry[]

/** BSD400 and WED, each with each noise level, three times per epoch. */
const denoise: MakeData = ({ root }) =>
  ['BSD400', 'WED'].map(folder => ({ task: 'denoise', sigma: [15, 25, 50], clean: `${root}/${folder}`, repeat: 9 }))

/** Number of visits to each rainy picture per epoch of the released scripts: 120 with three tasks, 80 with five. */
const derain =
  (repeat: number): MakeData =>
  ({ root }) => [{ task: 'derain', layout: 'rain100l', root: `${root}/Rain100L`, repeat }]
const dehaze: MakeData = ({ root }) => [{ task: 'dehaze', layout: 'reside-ots', root: `${root}/OTS` }]
const deblur: MakeData = ({ root }) => [{ task: 'deblur', layout: 'gopro', root: `${root}/GoPro`, repeat: 30 }]
const lowlight: MakeData = ({ root }) => [{ task: 'lowlight', layout: 'lol', root: `${root}/LOL`, repeat: 60 }]

/** The lists of the released code. */
const lists: Readonly<Record<string, string>> = {
  denoise: 'noisy/denoise.txt',
  derain: 'rainy/rainTrain.txt',
  dehaze: 'hazy/hazy_outside.txt',
  deblur: 'gopro/train_gopro.txt',
  lowlight: 'lol/train_lol.txt',
}

const together =
  (...parts: readonly MakeData[]): MakeData =>
  places =>
    parts.flatMap(part => part(places))

/** Entries as the released scripts use them: an entry per noise level, crops to multiples of 16, never the identity. */
const asReleased =
  (data: MakeData): MakeData =>
  places =>
    data(places)
      .flatMap(entry =>
        Array.isArray(entry.sigma) ? entry.sigma.map(sigma => ({ ...entry, sigma, repeat: 3 })) : [entry],
      )
      .map(entry => ({
        ...entry,
        crop: 16,
        symmetries: 7,
        ...(places.lists !== undefined && { names: `${places.lists}/${lists[String(entry.task)]}` }),
      }))

interface Preset {
  readonly data: MakeData
  readonly protocol: Entry
}

const paper = (...parts: readonly MakeData[]): Preset => ({ data: together(...parts), protocol: paperProtocol })
const authors = (...parts: readonly MakeData[]): Preset => ({
  data: asReleased(together(...parts)),
  protocol: authorsProtocol,
})

/**
 * The paper's trainings by name: data sets, visits to each picture per epoch, and protocol. The repeats are those of the
 * released scripts.
 */
const presets: Readonly<Record<string, Preset>> = {
  'paper-3d': paper(denoise, derain(120), dehaze),
  'paper-5d': paper(denoise, derain(80), dehaze, deblur, lowlight),
  'authors-3d': authors(denoise, derain(120), dehaze),
  'authors-5d': authors(denoise, derain(80), dehaze, deblur, lowlight),
  denoise: paper(denoise),
  derain: paper(derain(120)),
  dehaze: paper(dehaze),
  deblur: paper(deblur),
  lowlight: paper(lowlight),
}

export const presetNames: readonly string[] = Object.keys(presets)

/**
 * Fills in the keys of a training file's `preset`: the data sets below `root` (`data` by default), with the names in
 * `lists`, and the protocol. Keys in the file take precedence. `finetune: false` omits the second phase.
 *
 * @throws UsageError for an unknown preset, and for lists with a preset that takes none
 */
export function applyPreset(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || !('preset' in content)) return content
  const { preset, root = 'data', lists, ...own } = content as Record<string, unknown>
  const chosen = typeof preset === 'string' && Object.hasOwn(presets, preset) ? presets[preset] : undefined
  if (!chosen) throw unknownPreset(preset)
  if (typeof root !== 'string') throw new UsageError('the training file is invalid: root must be a folder')
  if (lists !== undefined && (typeof lists !== 'string' || chosen.protocol !== authorsProtocol)) {
    throw new UsageError(
      `the training file is invalid: lists must be a folder, for the presets authors-3d and authors-5d`,
    )
  }
  const length = 'steps' in own ? { epochs: undefined } : {}
  const { finetune, ...rest }: Entry = { ...chosen.protocol, data: chosen.data({ root, lists }), ...length, ...own }
  return finetune === false || finetune === undefined ? rest : { ...rest, finetune }
}

function unknownPreset(preset: unknown): UsageError {
  const close = typeof preset === 'string' ? nearest(preset, presetNames) : undefined
  const hint = close ? `Did you mean ${close}?` : undefined
  return new UsageError(`there is no preset ${preset}; expected one of: ${presetNames.join(', ')}`, { hint })
}
