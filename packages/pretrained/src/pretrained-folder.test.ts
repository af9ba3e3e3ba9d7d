import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { countParameters, networkKeyMap, readPretrained } from '@dfpir/model'
import { pretrainedFolder } from './index.js'

test('the shipped model is whole: every weight of its network, and a prompt for each noise level and task', async () => {
  const { config, stateDict, prompts } = await readPretrained(pretrainedFolder())
  expect(networkKeyMap(config).toLayers(stateDict).size).toBe(stateDict.size)
  expect(prompts.map(({ name }) => name)).toEqual([
    ...['denoise-15', 'denoise-25', 'denoise-50'],
    ...['derain', 'dehaze', 'deblur', 'lowlight'],
  ])
  expect(countParameters(config)).toBeLessThan(5e6)
})

test('it stays small enough for git and has a model card', async () => {
  expect((await stat(join(pretrainedFolder(), 'model.safetensors'))).size).toBeLessThan(20e6)
  expect((await stat(join(pretrainedFolder(), 'README.md'))).isFile()).toBe(true)
})
