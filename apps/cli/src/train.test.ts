// The built command, as its users start it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodePicture } from '@dfpir/images'
import { ended, startDfpir } from './dfpir-command.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-train-command-'))
const at = (...parts: string[]) => join(folder, ...parts)

/** A picture of stripes, in the format that its name says. */
async function place(name: string, width = 32, height = 24): Promise<void> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 90 * Math.sin(i / (5 + name.length)))
  mkdirSync(dirname(at(name)), { recursive: true })
  const picture = { width, height, channels: 3, depth: 8, data } as const
  writeFileSync(at(name), await encodePicture(picture, name.endsWith('.jpg') ? 'jpeg' : 'png'))
}

/** Each data set as its download is arranged, with a picture or two. */
const tree = [
  ...['BSD400/100075.jpg', 'BSD400/100080.jpg', 'WED/00001.png'],
  ...['Rain100L/rainy/rain-1.png', 'Rain100L/gt/norain-1.png'],
  ...['OTS/synthetic/part1/0005_0.8_0.04.jpg', 'OTS/synthetic/part1/0005_1_0.2.jpg', 'OTS/original/0005.jpg'],
  ...['GoPro/train/GOPR0372_07_00/blur/000047.png', 'GoPro/train/GOPR0372_07_00/sharp/000047.png'],
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

const train = (path: string, ...options: string[]) => ended(startDfpir('train', '--config', path, ...options))

function lastJson(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)
}

const prompts = {
  'paper-3d': ['denoise-15', 'denoise-25', 'denoise-50', 'derain', 'dehaze'],
  'paper-5d': ['denoise-15', 'denoise-25', 'denoise-50', 'derain', 'dehaze', 'deblur', 'lowlight'],
}

test.each(['paper-3d', 'paper-5d'] as const)('the preset %s trains in two phases on the downloads', async preset => {
  const finetune = { steps: 2, patch: 24, batch: 1, learningRate: 1e-5 }
  const path = trainingFile(preset, { preset, finetune, batch: 2 })
  const { code, stdout, stderr } = await train(path, '--json')
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  expect(lastJson(stdout)).toEqual({ steps: 5, loss: expect.any(Number), checkpoint: at(preset, 'model') })
  expect(stderr).toMatch(
    /checked \d+ pictures: no faults\n.*BSD400 has 2 pictures; the published set of that name has 400/,
  )
  expect(stderr).toMatch(/phase 1 of 2, steps 1 to 3: compiling a step of 2 × 16 × 16/)
  expect(stderr).toMatch(/phase 2 of 2, steps 4 to 5: compiling a step of 1 × 24 × 24/)
  const stored: { name: string }[] = JSON.parse(readFileSync(at(preset, 'model', 'config.json'), 'utf8')).prompts
  expect(stored.map(({ name }) => name)).toEqual(prompts[preset])
  const again = await train(path, '--json')
  expect(again.code).toBe(2)
  expect(again.stderr).toMatch(/error: .* already contains a run\nhint: Continue it with --resume/)
})

test('Ctrl-C saves and ends in good order; --resume goes on to the end', async () => {
  const content = { preset: 'derain', steps: 100_000, saveEvery: 50_000, finetune: false }
  const path = trainingFile('stopped', content)
  const child = startDfpir('train', '--config', path)
  const ending = ended(child)
  await Promise.race([tenSteps(at('stopped', 'log.jsonl')), ending])
  child.kill('SIGINT')
  const { code, stdout } = await ending
  expect(code).toBe(0)
  const [, steps] = /^Stopped early, after (\d+) steps, loss 0\.\d+/.exec(stdout) ?? []
  expect(stdout).toMatch(/Continue it with --resume\.\n$/)
  expect(savedStep('stopped')).toBe(Number(steps))
  trainingFile('stopped', { ...content, steps: Number(steps) + 3 })
  const resumed = await train(path, '--resume', '--json')
  expect(resumed.code).toBe(0)
  expect(lastJson(resumed.stdout).steps).toBe(Number(steps) + 3)
  expect(resumed.stderr).toMatch(`steps ${Number(steps) + 1} to ${Number(steps) + 3}: compiling`)
})

/** Waits for the log's first line. */
async function tenSteps(log: string): Promise<void> {
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes('"step":10')) {
    await new Promise(done => setTimeout(done, 50))
  }
}

/** The step of a run's state, out of the header of its safetensors file. */
function savedStep(run: string): number {
  const bytes = readFileSync(at(run, 'training-state.safetensors'))
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString())
  return JSON.parse(header.__metadata__.training).step
}

test('what is wrong is told before the first step, without a stack', async () => {
  const failed = await train(trainingFile('faulty', { preset: 'derain', learnigRate: 1 }), '--json')
  expect(failed).toMatchObject({ code: 2, stdout: '' })
  expect(failed.stderr).toMatch(/^error: .*unknown key learnigRate \(did you mean learningRate\?\)\n$/)
})
