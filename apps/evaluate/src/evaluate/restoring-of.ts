import { chooseBlind, type Detector } from '@dfpir/detector'
import type { EvaluationSet, Restoring } from '@dfpir/evaluation'
import type { Restored, Restorer } from '@dfpir/inference'
import { choosePrompt } from '@dfpir/prompts'

export interface RestoringOptions {
  /** What is told of the pictures; nothing where blind mode is measured alone. */
  told?: Pick<EvaluationSet, 'task' | 'sigma'>
  /** For blind mode. */
  detector?: Detector
  signal?: AbortSignal
}

/** Restores pictures told what is wrong with them, by what the detector finds, or both. */
export function restoringOf(restorer: Restorer, { told, detector, signal }: RestoringOptions): Restoring {
  let latest: Restored | undefined
  const oracle: Restoring['oracle'] = async input => {
    latest = await restorer.restore(input, { task: told?.task, sigma: told?.sigma, signal })
    return latest.picture
  }
  const blind: Restoring['blind'] = async input => {
    const detection = await detector!.detect(input, { signal })
    const { tasks, sigma } = chooseBlind(detection, restorer.prompts)
    if (tasks === undefined) return { detection }
    if (told && tasks.length === 1) {
      const prompt = choosePrompt(restorer.prompts, { task: tasks[0], sigma })
      if (latest?.prompt === prompt.name) return { detection, picture: latest.picture } // the same picture again
    }
    return { detection, picture: (await restorer.restore(input, { tasks, sigma, signal })).picture }
  }
  return { ...(told && { oracle }), ...(detector && { blind }) }
}
