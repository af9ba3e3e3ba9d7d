import { runCommand } from '@dfpir/terminal'
import '@tensorflow/tfjs-backend-cpu'
import type { Float32Tensor } from '@dfpir/core'
import { createDfpir, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import { temporaryFolder, waves } from '../../../../packages/evaluation/src/temporary-folder.test.helper.js'
import { createEvaluateCommand } from './evaluate-command.js'

const config = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })

/** Writes a tiny network with random weights and returns its folder. With `idle`, its last layer is 0, so it changes nothing. */
export async function tinyModel({ idle }: { idle: boolean }): Promise<string> {
  await tf.setBackend('cpu')
  const model = createDfpir(config, { seed: 1 })
  const weights = await stateDict(model, config)
  model.dispose()
  const folder = await temporaryFolder()
  const still = [...weights].map(([name, { shape, data }]): [string, Float32Tensor] => {
    return [name, { shape, data: idle && name === 'output.weight' ? data.map(() => 0) : data }]
  })
  await savePretrained(folder, { config, stateDict: new Map(still), prompts: fixedPrompts(undefined, 8) })
  return folder
}

/** Creates a folder with two small pictures, `1.png` and `2.png`. */
export function twoPhotos(): Promise<string> {
  return temporaryFolder({ '1.png': waves(24, 20), '2.png': waves(24, 20, 1) })
}

/** The output of the running test. */
export const output = { stdout: '', stderr: '' }

beforeEach(() => {
  for (const name of ['stdout', 'stderr'] as const) {
    output[name] = ''
    jest.spyOn(process[name], 'write').mockImplementation(text => {
      output[name] += text
      return true
    })
  }
})

afterEach(() => jest.restoreAllMocks())

const engine = ['--engine', 'onnxruntime', '--threads', '1']

/** Runs `dfpir evaluate` and returns its exit code. */
export function run(...args: string[]) {
  return runCommand(createEvaluateCommand(), [...args, ...engine])
}

/** Runs `dfpir evaluate --json` and also returns the parsed JSON, if any. */
export async function evaluate(...args: string[]) {
  const code = await run(...args, '--json')
  return { code, result: code === 2 ? undefined : JSON.parse(output.stdout.trimEnd().split('\n').at(-1)!) }
}
