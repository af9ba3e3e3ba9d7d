import { openTrainingData, PatchSampler, type TrainingSource } from '@dfpir/datasets'
import { fixedPrompts, noisePrompt, type Prompt, type PromptTable, type PromptText, vocabulary } from '@dfpir/prompts'
import type { TensorValue } from '@dfpir/tensorflow'
import type { DataEntry, TrainingConfig } from './config.js'
import type { PhasePlan } from './schedule.js'

/** What a step is fed. */
export interface StepBatch {
  readonly input: TensorValue // [B, P, P, 3]
  readonly target: TensorValue // [B, P, P, 3]
  readonly prompt: TensorValue // [B, promptSize]
}

/** The training data of a config as step-numbered batches. */
export class BatchSource {
  private readonly embeddings: ReadonlyMap<string, Prompt>

  private constructor(
    private readonly sources: readonly TrainingSource[],
    /** The prompts that the data can ask for. */
    readonly prompts: PromptTable,
    private readonly seed: number,
  ) {
    this.embeddings = new Map(prompts.map(prompt => [prompt.name, prompt]))
  }

  /** @throws UsageError or DataError when a folder is missing or empty */
  static async open({ data, seed, model }: TrainingConfig): Promise<BatchSource> {
    const sources = await openTrainingData(data)
    return new BatchSource(sources, fixedPrompts(promptTexts(data), model.promptSize), seed)
  }

  /** Samples that an epoch visits. */
  get samplesPerEpoch(): number {
    return this.sources.reduce((sum, { length, repeat }) => sum + length * repeat, 0)
  }

  /**
   * The batches of the steps from `from` (0-based, over the whole run) to the end of the phase. A step's batch is the
   * same whenever it is asked for, and each is prepared while the one before it is in use.
   */
  async *batches(from: number, { first, steps, patch, batch }: PhasePlan): AsyncGenerator<StepBatch> {
    const sampler = new PatchSampler(this.sources, { patch, batch, seed: this.seed })
    const shape = [batch, patch, patch, 3]
    for await (const { input, target, prompts } of sampler.batches(from, first + steps)) {
      yield { input: { shape, data: input }, target: { shape, data: target }, prompt: this.stack(prompts) }
    }
  }

  private stack(names: readonly string[]): TensorValue {
    const rows = names.map(name => (this.embeddings.get(name) as Prompt).embedding)
    const data = new Float32Array(rows.length * rows[0].length)
    rows.forEach((row, index) => {
      data.set(row, index * row.length)
    })
    return { shape: [rows.length, rows[0].length], data }
  }
}

/** The prompts that samples of these entries can come with, each once. */
function promptTexts(data: readonly DataEntry[]): PromptText[] {
  const texts = data.flatMap(({ task, sigma }) =>
    task === 'denoise' ? [sigma ?? []].flat().map(noisePrompt) : vocabulary.filter(prompt => prompt.task === task),
  )
  return [...new Map(texts.map(prompt => [prompt.name, prompt])).values()]
}
