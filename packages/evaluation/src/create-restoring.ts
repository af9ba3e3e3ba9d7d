import { chooseBlind, type Detector } from '@dfpir/detector'
import { convertPicture, type RgbPicture } from '@dfpir/images'
import type { Restored, Restorer } from '@dfpir/inference'
import { choosePrompt } from '@dfpir/prompts'
import type { Restoring } from './evaluate-set.js'
import type { EvaluationSet } from './evaluation-set.js'

export interface CreateRestoringOptions {
  /** The known damage, for `oracle`; without it, only blind mode is measured. */
  known?: Pick<EvaluationSet, 'task' | 'sigma'>
  /**
   * Whether results have 16 bits per sample. Their scores differ from those of the network's floats by less than 1e-4
   * dB.
   *
   * @default false
   */
  fine?: boolean
  /** Detects the damage for `blind`; without it, blind mode is not measured. */
  detector?: Detector
  signal?: AbortSignal
}

/** The restorations that {@link evaluateSet} measures: with known damage, in blind mode, or both. */
export function createRestoring(restorer: Restorer, options: CreateRestoringOptions): Restoring {
  const { known, detector, fine = false, signal } = options
  const prepare = (input: RgbPicture) => (fine ? convertPicture(input, { channels: 3, depth: 16 }) : input)
  let latest: Restored | undefined
  const oracle: Restoring['oracle'] = async input => {
    latest = await restorer.restore(prepare(input), { task: known?.task, sigma: known?.sigma, signal })
    return latest.picture
  }
  const blind: Restoring['blind'] = async input => {
    const detection = await detector!.detect(input, { signal })
    const { tasks, sigma } = chooseBlind(detection, restorer.prompts)
    if (tasks === undefined) return { detection }
    if (known && tasks.length === 1) {
      const prompt = choosePrompt(restorer.prompts, { task: tasks[0], sigma })
      if (latest?.prompt === prompt.name) return { detection, picture: latest.picture } // the same picture again
    }
    return { detection, picture: (await restorer.restore(prepare(input), { tasks, sigma, signal })).picture }
  }
  return { ...(known && { oracle }), ...(detector && { blind }) }
}
