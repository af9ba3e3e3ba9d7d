import { runCommand } from '@dfpir/terminal'
import { createBenchCommand } from './bench-command.js'

const network = '{"dim":8,"blocks":[1,1,1,1],"refinement":0,"promptSize":16}'

async function bench(...args: string[]) {
  const lines: string[] = []
  const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0)
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation(text => lines.push(String(text)) > 0)
  const code = await runCommand(createBenchCommand(), args)
  write.mockRestore()
  stderr.mockRestore()
  return { code, output: lines.join('') }
}

const small = ['--config', network, '--size', '16', '--repeats', '2', '--threads', '1', '--json']

test.each([
  ['forward', 'onnxruntime'],
  ['forward', 'tensorflow'],
  ['train-step', 'tensorflow'],
  ['train-step', 'eager'],
])('%s on %s reports what it ran and how long it took', async (kind, engine) => {
  const { code, output } = await bench(kind, ...small, '--engine', engine)
  const result = JSON.parse(output.trim().split('\n').at(-1) as string)
  expect(code).toBe(0)
  expect(result).toMatchObject({ engine, precision: 'f32', size: 16, batch: 1, threads: 1 })
  expect(result.seconds.min).toBeGreaterThan(0)
  expect(result.seconds.median).toBeGreaterThanOrEqual(result.seconds.min)
  expect(result.peakRssBytes).toBeGreaterThan(2 ** 20)
})

test.each([
  ['forward', 'onnxruntime', '1'],
  ['forward', 'onnxruntime', '2'],
  ['train-step', 'tensorflow', '1'],
])('%s of a NAFNet on %s, batch %s', async (kind, engine, batch) => {
  const config = '{"architecture":"nafnet","width":4,"encoder":[1],"middle":1,"decoder":[1]}'
  const { code } = await bench(kind, ...small, '--config', config, '--size', '14', '--engine', engine, '--batch', batch)
  expect(code).toBe(0)
})

test('forward runs several pictures, each with a prompt, and the weights that ship', async () => {
  const runs = [
    await bench('forward', ...small, '--engine', 'onnxruntime', '--batch', '2'),
    await bench('forward', '--model', 'dfpir-small', ...small.slice(2), '--engine', 'onnxruntime'),
  ]
  const results = runs.map(({ output }) => JSON.parse(output.trim().split('\n').at(-1) as string))
  expect(results.map(({ batch }) => batch)).toEqual([2, 1])
  expect(runs[0].output).toMatch(/compiling for onnxruntime[\s\S]*run 2 of 2/)
})

test.each([
  [['forward', '--size', 'big'], 'whole number'],
  [['forward', '--size', '20'], 'multiple of 8'],
  [['forward', '--size', '20', '--config', '{"architecture":"nafnet"}'], 'multiple of 16'],
  [['forward', '--config', '{}', '--model', 'dfpir-small'], 'cannot be combined'],
  [['forward', '--model', 'no/such/folder/of/models'], 'no/such/folder'],
  [['forward', '--config', '{"dims":8}'], 'dim'],
  [['train-step', '--device', 'webgpu'], 'training steps run on cpu, or compiled in f32 on cuda'],
  [['train-step', '--device', 'cuda', '--precision', 'bf16'], 'not bf16 on cuda'],
  [['train-step', '--engine', 'onnxruntime'], 'training steps run on tensorflow or eager'],
  [['train-step', '--engine', 'eager', '--precision', 'bf16'], 'f32 only'],
  [['forward', '--engine', 'eager'], 'cannot run forward passes'],
])('refuses %j', async (args, message) => {
  const { code, output } = await bench(...args)
  expect([code, output.includes(message)]).toEqual([2, true])
})
