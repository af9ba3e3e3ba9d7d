import { chooseBlind, type Detector } from '@dfpir/detector'
import type { Restored, Restorer } from '@dfpir/inference'
import { choosePrompt } from '@dfpir/prompts'
import type { Restoring } from './evaluate-set.js'
import type { EvaluationSet } from './evaluation-set.js'

export interface CreateRestoringOptions {
  /** What `oracle` knows of the pictures; without it, blind mode is measured alone. */
  known?: Pick<EvaluationSet, 'task' | 'sigma'>
  /** Detects the damage for `blind`; without it, blind mode is not measured. */
  detector?: Detector
  signal?: AbortSignal
}

/** What {@link evaluateSet} measures of a restorer: its results if it knows the damage, in blind mode, or both. */
export function createRestoring(restorer: Restorer, { known, detector, signal }: CreateRestoringOptions): Restoring {
  let latest: Restored | undefined
  const oracle: Restoring['oracle'] = async input => {
    latest = await restorer.restore(input, { task: known?.task, sigma: known?.sigma, signal })
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
    return { detection, picture: (await restorer.restore(input, { tasks, sigma, signal })).picture }
  }
  return { ...(known && { oracle }), ...(detector && { blind }) }
}
