import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promptLevels, resolvePaths, trainingEntry } from './index.js'

test('the guide describes every key, and no other', async () => {
  const guide = await readFile(resolve(__dirname, '../../../docs/guides/training.md'), 'utf8')
  const section = guide.split('\n### `data`\n')[1].split('\n### ')[0]
  const cells = section.split('\n').flatMap(line => /^\| (`.*?`) +\|/.exec(line)?.[1] ?? [])
  const described = cells.flatMap(cell => cell.split(', ').map(key => key.replaceAll('`', '')))
  expect(described.sort()).toEqual(Object.keys(trainingEntry.shape).sort())
})

test('keys that hold paths become absolute, others stay', () => {
  const entry = { task: 'derain', clean: 'photos', streaks: '/rain', layout: 'flat', root: undefined } as const
  expect(resolvePaths(entry, '/somewhere')).toEqual({ ...entry, clean: resolve('/somewhere/photos') })
})

test('a range has the levels of the paper as prompts when it names none', () => {
  const { sigma } = trainingEntry.parse({ task: 'denoise', sigma: { from: 0, to: 55 } })
  expect(promptLevels(sigma)).toEqual([15, 25, 50])
  expect(promptLevels(20)).toEqual([20])
  expect(promptLevels(undefined)).toEqual([])
})
