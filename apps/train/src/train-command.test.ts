import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { encodePicture } from '@dfpir/images'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createTrainCommand } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-train-'))
const at = (...parts: string[]) => join(folder, ...parts)

/** A picture of stripes, in the format that its name says. */
async function place(name: string, width = 32, height = 24): Promise<void> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 90 * Math.sin(i / (5 + name.length)))
  mkdirSync(dirname(at(name)), { recursive: true })
  const picture = { width, height, channels: 3, depth: 8, data } as const
  writeFileSync(at(name), await encodePicture(picture, name.endsWith('.jpg') ? 'jpeg' : 'png'))
}

const tree = [
  ...['BSD400/100075.jpg', 'BSD400/100080.jpg', 'Rain100L/rainy/rain-1.png', 'Rain100L/gt/norain-1.png'],
  ...['LOL/our485/low/2.png', 'LOL/our485/high/2.png', 'LOL/eval15/low/1.png', 'LOL/eval15/high/1.png'],
]

beforeAll(() => Promise.all(tree.map(name => place(join('data', name)))))
afterAll(() => rmSync(folder, { recursive: true }))

const network = { dim: 2, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 1, 1], promptSize: 8 }
const small = { model: network, patch: 16, batch: 1, steps: 3, threads: 1, saveEvery: 2 }

/** Writes a training file and gives its path; JSON is YAML. */
function trainingFile(output: string, content: object): string {
  const path = at(`${output}.yaml`)
  writeFileSync(path, JSON.stringify({ ...small, output, ...content }))
  return path
}

async function train(path: string, ...options: string[]) {
  const command = createTrainCommand()
  const { result: code, ...output } = await captureOutput(() => runCommand(command, ['--config', path, ...options]))
  return { code, ...output }
}

const shipped = resolve(__dirname, '../../../packages/pretrained/dfpir-small')

describe('what is wrong is told before the first step', () => {
  const clean = { task: 'derain', clean: 'data/BSD400' }
  const derain = { task: 'derain', layout: 'rain100l' }

  beforeAll(async () => {
    writeFileSync(at('in-the-way'), '')
    writeFileSync(at('no.yaml'), 'data: [')
    await place('lone/input/1.png')
    await place('lone/input/2.png')
    await place('lone/target/1.png')
    await place('odd/input/1.png')
    await place('odd/target/1.png', 24, 32)
    mkdirSync(at('broken'))
    writeFileSync(at('broken', '1.png'), 'no picture')
    mkdirSync(at('nothing'))
  })

  test.each<[string, object, number, RegExp]>([
    ['an unknown key', { learnigRate: 1 }, 2, /unknown key learnigRate \(did you mean learningRate\?\)/],
    ['an unknown preset', { preset: 'paper-3' }, 2, /no preset paper-3.*\nhint: Did you mean paper-3d\?/],
    ['a wrong value', { ema: 2 }, 2, /ema/],
    ['an unknown key of the network', { model: { dims: 3 } }, 2, /dims/],
    ['a missing folder', { data: [{ ...clean, clean: 'gone' }] }, 2, /no folder .*gone/],
    ['an unknown layout', { data: [{ ...derain, layout: 'rain100', root: 'data/Rain100L' }] }, 2, /rain100l/],
    ['a folder of another layout', { data: [{ ...derain, root: 'data/LOL' }] }, 1, /expected rainy\/ and gt\//],
    ['a folder without pictures', { data: [{ ...clean, clean: 'nothing' }] }, 1, /nothing/],
    ['a list that is missing', { data: [{ task: 'derain', list: 'gone.txt' }] }, 2, /cannot read the list/],
    [
      'a picture without partner',
      { data: [{ task: 'derain', input: 'lone/input', target: 'lone/target' }] },
      1,
      /2\.png/,
    ],
    [
      'partners of different sizes',
      { data: [{ task: 'derain', input: 'odd/input', target: 'odd/target' }] },
      1,
      /32×24/,
    ],
    ['a picture that is none', { data: [{ ...clean, clean: 'broken' }] }, 1, /1\.png is not an image/],
    ['a picture smaller than a patch', { patch: 32 }, 1, /too small for patches of 32×32/],
    ['… than one of the second phase', { finetune: { steps: 1, patch: 32 } }, 1, /too small for patches of 32×32/],
    [
      'a validation without pictures',
      { validate: { every: 1, data: [{ ...clean, clean: 'gone' }] } },
      2,
      /no folder .*gone/,
    ],
    ['an output that is a file', { output: 'in-the-way' }, 1, /cannot write .*in-the-way/],
    ['weights that are missing', { from: 'gone.pth' }, 2, /no model at .*gone\.pth/],
    ['weights that are no weights', { from: 'broken/1.png' }, 1, /1\.png/],
    ['weights of another network', { from: shipped, model: network }, 1, /do not fit/],
    ['names that freeze nothing', { freeze: ['encoder'] }, 2, /no weight of the network matches "encoder"/],
  ])('%s', async (_, change, code, message) => {
    const path = trainingFile('faulty', { data: [clean], ...change })
    const failed = await train(path, '--json')
    expect(failed).toMatchObject({ code, stdout: '' })
    expect(failed.stderr).toMatch(message)
    expect(failed.stderr).toMatch(/^error: /m)
    expect(failed.stderr).not.toMatch(/^ +at |compiling|unexpected/m)
    expect(existsSync(at('faulty', 'training-state.safetensors'))).toBe(false)
  })

  test('a device that does not exist, in the file or as an option', async () => {
    const path = trainingFile('device', { data: [clean], device: 'cuda:99', workers: 0 })
    expect(await train(path, '--device', 'gpu')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('device must be auto, cpu, cuda or cuda:N'),
    })
    const failed = await train(path)
    expect(failed.code).not.toBe(0)
    expect(failed.stderr).toMatch(/cuda:99 needs an NVIDIA card|there is no cuda:99|does not see the card/)
    const { code, stderr } = await train(path, '--device', 'cpu')
    expect(stderr).toContain('device: CPU, 1 thread\n')
    expect(code).toBe(0)
  })

  test.each([
    [
      'a training file that is missing',
      'gone.yaml',
      2,
      /cannot read the training file .*gone\.yaml: the file does not exist$/m,
    ],
    ['a training file that is no YAML', 'no.yaml', 1, /not valid YAML/],
  ])('%s', async (_, name, code, message) => {
    const failed = await train(at(name))
    expect(failed).toMatchObject({ code, stdout: '' })
    expect(failed.stderr).toMatch(message)
  })
})
