import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { cropToMultiple } from '@dfpir/images'
import { openEvaluationPairs } from './index.js'
import { pictureFolder, temporaryFolder, waves } from './temporary-folder.test.helper.js'

test('the test split, its pictures cut down to multiples of 16', async () => {
  const root = await temporaryFolder({
    'eval15/low/1.png': waves(50, 37, 1),
    'eval15/high/1.png': waves(50, 37, 2),
    'our485/low/2.png': waves(40, 24, 3),
    'our485/high/2.png': waves(40, 24, 4),
  })
  const set = await openEvaluationPairs('lol', root)
  expect(set.task).toBe('lowlight')
  expect(set.pairs).toEqual([
    { name: 'eval15/1', input: join(root, 'eval15/low/1.png'), target: join(root, 'eval15/high/1.png') },
  ])
  const { input, target } = await set.pictures(0)
  expect([input.width, input.height]).toEqual([48, 32])
  expect(input).toEqual(cropToMultiple(waves(50, 37, 1), 16))
  expect(target).toEqual(cropToMultiple(waves(50, 37, 2), 16))
})

test('pairs of no certain task have none', async () => {
  expect(
    (await openEvaluationPairs('pairs', await pictureFolder(['input/1.png', 'target/1.png']))).task,
  ).toBeUndefined()
})

test('clean photographs alone are refused', async () => {
  const opening = openEvaluationPairs('kodak24', await pictureFolder(['1.png']))
  await expect(opening).rejects.toThrow('expected a layout of pairs, but kodak24 has only clean photographs')
  await expect(opening).rejects.toThrow(UsageError)
})
