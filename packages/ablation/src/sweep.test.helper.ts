import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writePicture } from '@dfpir/images'
import type { Trial } from './expand-trials.js'
import type { TrialOutcome } from './run-sweep.js'

/** Processes run what was built. */
export const trialScript = pathToFileURL(join(__dirname, '../dist/trial-process.js'))

/** A sweep file's content: trainings of seconds on the pictures of {@link sweepFolder}. */
export const tinySweep = {
  base: {
    model: { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 },
    init: 'identity',
    data: [{ task: 'denoise', sigma: 25, clean: 'photos' }],
    ...{ patch: 16, batch: 1, steps: 3, saveEvery: 1, workers: 0, threads: 1 },
  },
  evaluate: [{ task: 'denoise', sigma: 25, clean: 'unseen', pictures: 1 }],
  output: 'run',
} as const

const folders: string[] = []

/** A folder with computed pictures to train on, `photos/`, and others to measure on, `unseen/`. Removed when the test file ends. */
export async function sweepFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-sweep-'))
  folders.push(folder)
  for (let seed = 0; seed < 4; seed++) {
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / (40 + seed)))
    const path = join(folder, seed < 2 ? 'photos' : 'unseen', `${seed % 2}.png`)
    await writePicture(path, { width: 32, height: 32, channels: 3, depth: 8, data })
  }
  return folder
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

/** A trial with a result of the given PSNR on two sets; without one it has failed. */
export function outcomeOf(name: string, seed: number, psnr: number | undefined): TrialOutcome {
  const trial: Trial = { id: `${name}${seed}`, name, seed, overrides: { gamma: 0.5 }, content: {} }
  if (psnr === undefined) return { trial, error: new Error('out of memory') as TrialOutcome['error'] }
  const input = { psnr: 20, ssim: 0.5 }
  const sets = [-1, 1].map(by => ({ title: `set ${by}`, psnr: psnr + by, ssim: 0.8, pictures: 4, input }))
  const seconds = { step: 0.25, evaluation: 2 }
  return {
    trial,
    result: { id: trial.id, evaluation: 'e', psnr, ssim: 0.8, input, sets, steps: 10, loss: 0.1, seconds },
  }
}
