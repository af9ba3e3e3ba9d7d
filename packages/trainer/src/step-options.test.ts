import { parseTrainingConfig } from './config.js'
import { stepSession, updateOptions, validationSession } from './step-options.js'

const config = (change: object) =>
  parseTrainingConfig(
    { data: [{ task: 'denoise', sigma: 25, clean: 'photos' }], steps: 100, threads: 2, output: 'run', ...change },
    '/',
  )

test.each([
  [{}, { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }],
  [{ optimizer: 'adamw' }, { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }],
  [{ optimizer: 'sgd' }, { kind: 'sgd' }],
  [
    { optimizer: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 1e-4 },
    { kind: 'sgd', momentum: 0.8, nesterov: true, weightDecay: 1e-4 },
  ],
])('the optimizer of %j', (change, expected) => {
  expect(updateOptions(config(change)).optimizer).toEqual(expected)
})

test('device, precision and threads reach the session', () => {
  const session = (change: object) => stepSession(config(change), 100)
  expect(session({})).toEqual({ threads: 2, device: 'auto', bf16: false, f16: false, rewrite: true })
  expect(session({ device: 'cuda:1' })).toMatchObject({ device: 'cuda:1', bf16: false, f16: false })
  expect(session({ precision: 'bf16' })).toMatchObject({ device: 'cpu', bf16: true })
  expect(session({ precision: 'f16' })).toMatchObject({ device: 'cuda', f16: true })
  expect(session({ device: 'cuda:1', precision: 'f16' })).toMatchObject({ device: 'cuda:1', f16: true })
  expect(validationSession(config({ device: 'cuda:1', precision: 'f16' }), 100)).toEqual({
    ...{ threads: 2, device: 'cuda:1', rewrite: true },
  })
})

test('few steps do without rewriting, unless the precision needs it', () => {
  expect(stepSession(config({}), 50).rewrite).toBe(false)
  expect(stepSession(config({ precision: 'f16' }), 50).rewrite).toBe(true)
})

test('only f16 scales the loss', () => {
  expect(updateOptions(config({})).lossScale).toBeUndefined()
  expect(Math.log2(updateOptions(config({ precision: 'f16' })).lossScale as number) % 1).toBe(0)
})
