import { type Float32Tensor, Random, type Task } from '@dfpir/core'
import type { TrainingSample, TrainingSource } from '@dfpir/datasets'
import { fromFloat, type RgbPicture, toFloat } from '@dfpir/images'
import { comparePictures, type PictureSimilarity } from '@dfpir/metrics'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import type { CompiledForward } from './compiled-forward.js'
import type { ValidationOptions } from './config-schema.js'

/** Mean PSNR (dB) and SSIM of a task's patches, before and after restoring. */
export interface TaskScore extends PictureSimilarity {
  readonly input: PictureSimilarity
}

export interface ValidationResult {
  readonly tasks: Readonly<Partial<Record<Task, TaskScore>>>
  /** Mean PSNR over the tasks. */
  readonly psnr: number
  /** A patch of each task: degraded, restored and clean. */
  readonly examples: Readonly<Partial<Record<Task, readonly RgbPicture[]>>>
}

interface Item extends TrainingSample {
  readonly task: Task
}

/** Validation patches. They depend only on the seed, so they are the same in every validation. */
export class ValidationSet {
  private constructor(
    private readonly items: readonly Item[],
    private readonly prompts: ReadonlyMap<string, Prompt>,
  ) {}

  /**
   * Draws the patches.
   *
   * @param sources the opened sources of `data`
   * @throws DataError if a picture cannot be read or is smaller than the patches
   */
  static async draw(
    sources: readonly TrainingSource[],
    { data, patch, patches }: ValidationOptions,
    { seed, prompts }: { seed: number; prompts: PromptTable },
  ): Promise<ValidationSet> {
    const items: Item[] = []
    for (const [entry, source] of sources.entries()) {
      for (let index = 0; index < Math.min(patches, source.length); index++) {
        const random = Random.derive(seed, 'validation', entry, index)
        items.push({ ...(await source.sample(index, patch, random)), task: data[entry].task })
      }
    }
    return new ValidationSet(items, new Map(prompts.map(prompt => [prompt.name, prompt])))
  }

  /** Restores every patch and compares it with the clean one, after rounding to 8 bits. */
  async run(forward: Pick<CompiledForward, 'run'>): Promise<ValidationResult> {
    const results = await this.restoreAll(forward)
    const tasks: Partial<Record<Task, TaskScore>> = {}
    const examples: Partial<Record<Task, readonly RgbPicture[]>> = {}
    for (const task of new Set(results.map(({ item }) => item.task))) {
      const members = results.filter(({ item }) => item.task === task)
      tasks[task] = { ...average(members.map(({ after }) => after)), input: average(members.map(m => m.before)) }
      const [{ item, restored }] = members
      examples[task] = [item.input, restored, item.target]
    }
    const scores = Object.values(tasks)
    return { tasks, psnr: scores.reduce((sum, { psnr }) => sum + psnr, 0) / scores.length, examples }
  }

  private async restoreAll(forward: Pick<CompiledForward, 'run'>) {
    const results = []
    for (const item of this.items) {
      const { embedding } = this.prompts.get(item.prompt) as Prompt
      const output = await forward.run(toBatch(item.input), { shape: [1, embedding.length], data: embedding })
      const restored = fromBatch(output as Float32Tensor)
      const [before, after] = [item.input, restored].map(picture => comparePictures(picture, item.target))
      results.push({ item, restored, before, after })
    }
    return results
  }
}

function average(scores: readonly PictureSimilarity[]): PictureSimilarity {
  const mean = (pick: (score: PictureSimilarity) => number) =>
    scores.reduce((sum, score) => sum + pick(score), 0) / scores.length
  return { psnr: mean(({ psnr }) => psnr), ssim: mean(({ ssim }) => ssim) }
}

/** Converts a picture to a batch, [1, H, W, 3]. */
function toBatch(picture: RgbPicture): Float32Tensor {
  const { shape, data } = toFloat(picture)
  return { shape: [1, ...shape], data }
}

function fromBatch({ shape: [, ...shape], data }: Float32Tensor): RgbPicture {
  return fromFloat({ shape, data })
}
