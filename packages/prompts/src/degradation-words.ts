import type { Task } from '@dfpir/core'

/** The subject of a word: a degradation that this project repairs, or another one. */
export type Subject = Task | 'other'

/** A meaning of a word. */
export interface WordSense {
  readonly subject: Subject
  /** 1 names the degradation, 0.6 suggests it, 0.3 hints at it. */
  readonly weight: number
  /** Whether it names a quality that the picture lacks, so "not sharp" means the same as "sharpen". */
  readonly lacking?: boolean
}

interface Words {
  readonly names?: string
  readonly suggests?: string
  readonly hints?: string
  readonly lacks?: string
}

/** Compounds have hyphens; they are also recognised with spaces and as one word. */
const words: Record<Subject, Words> = {
  denoise: {
    names: `noise noisy denoise grain grainy degrain speckle speckled gaussian salt-and-pepper sigma σ
      standard-deviation`,
    suggests: 'iso static dots specks flecks',
  },
  derain: {
    names: 'rain rainy rains derain rainfall rainstorm raindrops drizzle downpour',
    suggests: 'drops droplets wet streaks streaky pouring thunderstorm monsoon',
    hints: 'umbrella weather',
  },
  dehaze: {
    names: 'haze hazy dehaze fog foggy defog mist misty smog smoggy',
    suggests: 'smoke smoky milky',
    hints: 'murky cloudy veil visibility washed-out pollution',
  },
  deblur: {
    names: `blur blurry blurred deblur unblur unsharp sharpen motion-blur camera-shake shaken-camera shaky-hands
      out-of-focus unfocused defocus defocused`,
    suggests: 'shaky shake shaken shook wobbly smeared smudged fuzzy',
    hints: 'motion moved moving',
    lacks: 'sharp sharper focus crisp in-focus',
  },
  lowlight: {
    names: `dark darkness lowlight dim dimly underexposed underexposure poorly-lit badly-lit unlit brighten nighttime
      lighten lighten-up not-enough-light too-little-light lack-of-light more-light`,
    suggests: 'night nocturnal gloomy illuminate light-up exposure',
    hints: 'shadows dusk evening murky',
    lacks: 'bright brighter brightness lighter',
  },
  other: {
    names: `snow snowy jpeg compression compressed artefacts artifacts blocky pixelated scratches scratched watermark
      overexposed too-bright darken upscale resolution colourise colorize red-eye inpaint moire glare banding`,
  },
}

const weights = { names: 1, suggests: 0.6, lacks: 0.6, hints: 0.3 }

/** Words that are one letter away from one above and mean something else. */
const lookalikes = new Set('shape share shade shady shame shark stream streams speaks spoke chaser'.split(' '))

/** The senses of words, by their stems; a stem may have several. */
export const senses: ReadonlyMap<string, readonly WordSense[]> = indexed()

/** The words above for which typing errors are corrected. */
export const spellings: readonly string[] = Object.values(words).flatMap(({ names = '', suggests = '', lacks = '' }) =>
  `${names} ${suggests} ${lacks}`.split(/\s+/).filter(word => word.length > 3 && !word.includes('-')),
)

function indexed(): Map<string, WordSense[]> {
  const index = new Map<string, WordSense[]>()
  for (const [subject, kinds] of Object.entries(words) as [Subject, Words][]) {
    for (const [kind, list] of Object.entries(kinds) as [keyof Words, string][]) {
      for (const word of list.split(/\s+/)) {
        const stem = wordStem(word.replaceAll('-', ''))
        const known = index.get(stem) ?? []
        if (known.some(sense => sense.subject === subject)) continue
        index.set(stem, [...known, { subject, weight: weights[kind], lacking: kind === 'lacks' }])
      }
    }
  }
  return index
}

/** True for a word that resembles one above but is not a typing error. */
export function isLookalike(word: string): boolean {
  return lookalikes.has(word)
}

/** Removes a word's ending: `noisy`, `noises` and `noisiness` are `nois`, `foggy` and `fog` are `fog`. */
export function wordStem(word: string): string {
  const stem = word.replace(/(?<=.{3})(?:iness|ness|ings?|ed|iest|ier|est|er|ily|ly|ish|ies|es|s|y|e)$/u, '')
  return stem.replace(/([bdgmnprt])\1$/u, '$1')
}
