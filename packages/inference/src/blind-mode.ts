import { ResourceBase } from '@dfpir/core'
import type { BlindChoice, Detector } from '@dfpir/detector'
import type { RowSource } from '@dfpir/images'
import { choosePrompt, type PromptTable } from '@dfpir/prompts'

export interface BlindChoiceOptions {
  /** The level of the noise, which counts for more than what is detected. */
  sigma?: number
  signal?: AbortSignal
}

/** Looks at pictures and chooses what a model is to do with them. The detector is loaded with the first picture. */
export class BlindMode extends ResourceBase {
  private detector: Promise<Detector> | undefined

  constructor(
    private readonly prompts: PromptTable,
    /** Threads of the detector. */
    private readonly threads?: number,
  ) {
    super()
  }

  /** @throws UsageError where the model has no prompts; as `Detector.load` and `detect`. */
  async choose(source: RowSource, { sigma, signal }: BlindChoiceOptions): Promise<BlindChoice> {
    if (this.prompts.length === 0) choosePrompt(this.prompts, {}) // says how a model gets prompts
    const { chooseBlind, Detector } = await import('@dfpir/detector') // of no use where the task is given
    this.detector ??= Detector.load({ threads: this.threads })
    const detection = await (await this.detector).detect(source, { signal })
    return chooseBlind(detection, this.prompts, sigma)
  }

  /** Frees the detector; no picture may be under way. */
  protected async free(): Promise<void> {
    const detector = await this.detector?.catch(() => undefined) // where it could not be loaded, `choose` said so
    await detector?.dispose()
  }
}
