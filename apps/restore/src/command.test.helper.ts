import { runCommand } from '@dfpir/terminal'
import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Picture, Random, type Task, tasks } from '@dfpir/core'
import { createDfpir, type DfpirConfig, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts } from '@dfpir/prompts'
import { captureOutput } from '@dfpir/testing'
import type { Command } from 'commander'

export const tiny: DfpirConfig = parseConfig({
  dim: 4,
  blocks: [1, 1, 1, 1],
  refinement: 0,
  heads: [1, 1, 2, 2],
  promptSize: 8,
})

/** Saves a random network with the prompts of the released weights, or those of some tasks. */
export async function saveTinyModel(location: string, known: readonly Task[] = tasks): Promise<void> {
  const model = createDfpir(tiny, { seed: 3 })
  const prompts = fixedPrompts(undefined, tiny.promptSize).filter(({ task }) => known.includes(task))
  await savePretrained(location, { config: tiny, stateDict: await stateDict(model, tiny), prompts })
  model.dispose()
}

/** A grey 8-bit RGB picture with Gaussian noise. */
export function noisyPicture(width: number, height: number, sigma = 25): Picture {
  const random = new Random(width * 1000 + height)
  const value = () => Math.round(Math.min(254, Math.max(1, random.normal(128, sigma))))
  return { width, height, channels: 3, depth: 8, data: Uint8Array.from({ length: width * height * 3 }, value) }
}

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-restore-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Runs a command and returns its exit code and output. */
export async function capture(command: Command, args: readonly string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(command, args))
  return { code, ...output }
}
