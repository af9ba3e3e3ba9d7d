import { completeOptimizer } from './optimizer.js'

test('missing and undefined constants are PyTorch’s', () => {
  const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }
  expect(completeOptimizer()).toEqual(adam)
  expect(completeOptimizer({ kind: 'adam', beta1: undefined, epsilon: 1e-6 })).toEqual({ ...adam, epsilon: 1e-6 })
  const sgd = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 }
  expect(completeOptimizer({ kind: 'sgd', momentum: undefined, weightDecay: undefined })).toEqual(sgd)
  expect(completeOptimizer({ kind: 'sgd', momentum: 0, nesterov: true })).toEqual({
    ...sgd,
    momentum: 0,
    nesterov: true,
  })
})
