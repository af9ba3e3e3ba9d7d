import { ResourceBase } from '@dfpir/core'
import type { BlindChoice, Detector } from '@dfpir/detector'
import type { RowSource } from '@dfpir/images'
import { choosePrompt, type PromptTable } from '@dfpir/prompts'

export interface BlindChoiceOptions {
  /** Standard deviation of the noise, 0 to 255. Overrides the detected level. */
  sigma?: number
  signal?: AbortSignal
}

/** Detects the damage in pictures and chooses the tasks for a model. Loads the detector with the first picture. */
export class BlindMode extends ResourceBase {
  private detector: Promise<Detector> | undefined

  constructor(
    private readonly prompts: PromptTable,
    /** Threads of the detector. */
    private readonly threads?: number,
  ) {
    super()
  }

  /** @throws UsageError if the model has no prompts; the errors of `Detector.load` and `detect`. */
  async choose(source: RowSource, { sigma, signal }: BlindChoiceOptions): Promise<BlindChoice> {
    if (this.prompts.length === 0) choosePrompt(this.prompts, {}) // throws an error that explains how to add prompts
    const { chooseBlind, Detector } = await import('@dfpir/detector') // not needed if the task is given
    this.detector ??= Detector.load({ threads: this.threads })
    const detection = await (await this.detector).detect(source, { signal })
    return chooseBlind(detection, this.prompts, sigma)
  }

  /** Frees the detector. No picture may be in progress. */
  protected async free(): Promise<void> {
    const detector = await this.detector?.catch(() => undefined) // a failure to load was already reported by `choose`
    await detector?.dispose()
  }
}
