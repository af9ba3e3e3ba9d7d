import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Picture, Random } from '@dfpir/core'
import { decodePicture, writePicture } from '@dfpir/images'

// The examples as a reader runs them: in processes of their own, on the built packages.
const root = resolve(__dirname, '..')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-examples-'))
  await mkdir(join(folder, 'examples', 'photos'), { recursive: true })
  for (const seed of [1, 2, 3]) await writePicture(join(folder, 'examples', 'photos', `${seed}.png`), scene(seed))
  await writePicture(join(folder, 'examples', 'test-photos', '4.png'), scene(4))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const node = (...args: string[]) => nodeWith({}, ...args)

async function nodeWith(environment: Record<string, string>, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env })
  return stdout.trim()
}

/** A computed photograph: a slope of colours with some noise. */
function scene(seed: number): Picture {
  const [width, height] = [80, 72]
  const random = new Random(seed)
  const slope = (index: number) => (((index / 3) % width) * 2 + (index % 3) * 30 + random.normal(0, 20)) % 255
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => Math.max(0, slope(index)))
  return { width, height, channels: 3, depth: 8, data }
}

test('a DGPB in a network of tf.layers tells prompts apart', async () => {
  const output = await node('examples/dgpb-in-your-network.mjs')
  expect(output).toMatch(/skip_dgpb \(DfpirDgpb\)/)
  const [, difference] = /output: \[1, 32, 48, 3\]; .*: (\S+)$/.exec(output) ?? []
  expect(Number(difference)).toBeGreaterThan(1e-4)
})

test('a traced function computes in onnxruntime what it computes in tfjs', async () => {
  const output = await node('examples/trace-a-function.mjs', join(folder, 'onnx', 'sharpen.onnx'))
  const [, difference] = /output \[1, 48, 64, 3\], .*tfjs (\S+)$/.exec(output) ?? []
  expect(Number(difference)).toBeLessThan(1e-5)
})

test('a compiled training step learns, and the weights come back', async () => {
  const output = await node('examples/compile-a-training-step.mjs')
  const losses = [...output.matchAll(/loss:? (\S+)$/gm)].map(([, loss]) => Number(loss))
  expect(losses).toHaveLength(5)
  expect(losses[3]).toBeLessThan(losses[0] / 20)
  expect(losses[4]).toBeLessThanOrEqual(losses[3] * 1.1)
})

test('NAFNet with DGPBs trains, is exported, and restores', async () => {
  const output = join(folder, 'nafnet-with-dgpb')
  const photos = join(folder, 'examples', 'photos')
  const printed = await node('examples/nafnet-with-dgpb/train.mjs', photos, output, '3')
  expect(printed).toMatch(/^\d+ parameters, loss 0\.\d+, derain on \w+$/)
  const restored = await decodePicture(join(output, 'restored.png'))
  expect([restored.width, restored.height]).toEqual([80, 72])
})

test("a network of one's own is known to the trials of a sweep", async () => {
  const file = join(folder, 'own-network.yaml')
  const model = { architecture: 'nafnet-with-dgpb', width: 8, encoder: [1], middle: 1, decoder: [1], promptSize: 8 }
  const data = [{ task: 'denoise', sigma: 25, clean: 'examples/photos' }]
  const test = [{ ...data[0], clean: 'examples/test-photos' }]
  const base = { model, data, patch: 32, batch: 1, steps: 1 }
  const sweep = { base, sweep: { learningRate: [1e-3, 1e-4] }, evaluate: test, output: 'own-network' }
  await writeFile(file, JSON.stringify(sweep)) // JSON is YAML
  const environment = { NODE_OPTIONS: '--import=./examples/nafnet-with-dgpb/register.mjs' }
  const last = await nodeWith(environment, 'apps/cli/bin/dfpir.js', 'ablate', '--config', file, '--json')
  const { trials } = JSON.parse(String(last.split('\n').at(-1)))
  expect(trials.map(({ psnr }: { psnr: number }) => psnr)).toEqual([expect.any(Number), expect.any(Number)])
})

test('the training file trains a network that restores a picture', async () => {
  const file = join(folder, 'examples', 'denoise.yaml')
  const text = await readFile(join(root, 'examples', 'denoise.yaml'), 'utf8')
  await writeFile(file, text.replace('batch: 8', 'batch: 2').replace('steps: 2000', 'steps: 2'))
  const last = (await node('apps/cli/bin/dfpir.js', 'train', '--config', file, '--json')).split('\n').at(-1)
  const { steps, checkpoint } = JSON.parse(String(last))
  expect({ steps, checkpoint }).toEqual({ steps: 2, checkpoint: join(folder, 'runs', 'denoise', 'model') })

  const [input, output] = [join(folder, 'examples', 'photos', '1.png'), join(folder, 'restored.png')]
  expect(await node('examples/restore-from-code.mjs', input, output, checkpoint)).toMatch(
    /80×72, denoise-\d+, tiles: 1/,
  )
  const restored = await decodePicture(output)
  expect([restored.width, restored.height, restored.channels]).toEqual([80, 72, 3])
})

test.each(['five-tasks', 'finetune'])('%s trains', async name => {
  const text = await readFile(join(root, 'examples', `${name}.yaml`), 'utf8')
  const file = join(folder, 'examples', `${name}.yaml`)
  const shipped = join(root, 'packages', 'pretrained')
  await writeFile(file, text.replace(/^steps: .*/m, 'steps: 2').replace('../packages/pretrained', shipped))
  const last = (await node('apps/cli/bin/dfpir.js', 'train', '--config', file, '--json')).split('\n').at(-1)
  expect(JSON.parse(String(last)).steps).toBe(2)
})

test('gamma sweeps', async () => {
  const text = await readFile(join(root, 'examples', 'gamma.yaml'), 'utf8')
  const file = join(folder, 'examples', 'gamma.yaml')
  await writeFile(file, text.replace('steps: 200', 'steps: 2').replace('seeds: [0, 1]', 'seeds: [0]'))
  const last = (await node('apps/cli/bin/dfpir.js', 'ablate', '--config', file, '--json')).split('\n').at(-1)
  const { trials, report } = JSON.parse(String(last))
  expect(trials.map((trial: { name: string }) => trial.name)).toEqual(['gamma 0.5', 'gamma 0.9'])
  expect(report).toBe(join(folder, 'runs', 'gamma', 'report.html'))
})
