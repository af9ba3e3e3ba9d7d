import { stageOrder } from './stage-order.js'

test('stages are in the order of their numbers, not of their characters', () => {
  const names = ['10-reds.yaml', '2-five-tasks.yaml', '9-bright-haze.yaml', '1-noise.yaml']
  expect(stageOrder(names)).toEqual(['1-noise.yaml', '2-five-tasks.yaml', '9-bright-haze.yaml', '10-reds.yaml'])
  expect(names[0]).toBe('10-reds.yaml')
})
