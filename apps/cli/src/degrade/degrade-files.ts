import { relative } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { readPicture } from '@dfpir/datasets'
import { type RgbPicture, toFloat, writePicture } from '@dfpir/images'
import { psnr } from '@dfpir/metrics'
import { type FailedFile, isAbort, printError } from '@dfpir/terminal'
import { ContactSheet } from './contact-sheet.js'
import { type AppliedDegradation, applyRecipe } from './degrade-picture.js'
import { type PictureJob, type PlanCopiesOptions, planCopies } from './plan-copies.js'
import type { Recipe } from './recipe.js'

/** A degraded copy, as `--json` and `degradations.json` report it. */
export interface DegradedFile {
  readonly input: string
  readonly output: string
  readonly width: number
  readonly height: number
  readonly degradations: readonly AppliedDegradation[]
  /** PSNR of the copy against the clean picture, in dB; null if the copy is identical. */
  readonly psnr: number | null
}

export interface DegradeFilesOptions extends PlanCopiesOptions {
  seed: number
  signal?: AbortSignal
  /** Called after each written copy. */
  onFile?: (file: DegradedFile) => void
}

export interface DegradeFilesResult {
  readonly files: readonly DegradedFile[]
  readonly failed: readonly FailedFile[]
  /** Path of the file that records the drawn parameters. */
  readonly record: string
  /** The abort reason of the signal, if the work ended early. */
  readonly stopped?: unknown
}

/**
 * Writes degraded copies of photographs one by one. If a file cannot be read or written, records the failure and
 * continues. Also writes the drawn parameters to `degradations.json`, even if the work ends early.
 */
export async function degradeFiles(
  inputs: readonly string[],
  recipes: readonly Recipe[],
  options: DegradeFilesOptions,
): Promise<DegradeFilesResult> {
  const plan = planCopies(inputs, recipes, options)
  const batch = new DegradeBatch(recipes, options)
  const stopped = await batch.run(plan.jobs)
  const files = batch.files.map(file => ({ ...file, output: relative(options.output, file.output) }))
  await writeFileAtomic(plan.record, `${JSON.stringify({ seed: options.seed, files }, null, 2)}\n`)
  if (options.contactSheet !== undefined) await batch.sheet.save(options.contactSheet)
  return { files: batch.files, failed: [...plan.failed, ...batch.failed], record: plan.record, stopped }
}

class DegradeBatch {
  readonly files: DegradedFile[] = []
  readonly failed: FailedFile[] = []
  readonly sheet: ContactSheet

  constructor(
    private readonly recipes: readonly Recipe[],
    private readonly options: DegradeFilesOptions,
  ) {
    this.sheet = new ContactSheet(recipes.map(({ label }) => label))
  }

  /** Returns the abort reason if the work ended early. */
  async run(jobs: readonly PictureJob[]): Promise<unknown> {
    for (const job of jobs) {
      try {
        await this.degrade(job)
      } catch (error) {
        if (isAbort(error)) return error
        if (!DfpirError.isInstance(error)) throw error
        this.failed.push({ input: job.input, error })
        if (jobs.length > 1) printError(error)
      }
    }
    return undefined
  }

  private async degrade({ input, name, outputs }: PictureJob): Promise<void> {
    const { seed, signal, onFile } = this.options
    signal?.throwIfAborted()
    const clean = await readPicture(input)
    const { width, height } = clean
    const copies: RgbPicture[] = []
    for (const [index, output] of outputs.entries()) {
      signal?.throwIfAborted()
      const { picture, degradations } = applyRecipe(clean, this.recipes[index], seed, name)
      await writePicture(output, picture)
      const file = { input, output, width, height, degradations, psnr: nearness(picture, clean) }
      this.files.push(file)
      copies.push(picture)
      onFile?.(file)
    }
    this.sheet.add(name, [clean, ...copies])
  }
}

function nearness(copy: RgbPicture, clean: RgbPicture): number | null {
  const value = psnr(toFloat(copy), toFloat(clean))
  return Number.isFinite(value) ? value : null
}
