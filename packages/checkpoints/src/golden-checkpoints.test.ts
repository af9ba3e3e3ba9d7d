import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { goldenPath } from '@dfpir/testing'
import { readCheckpoint } from './read-checkpoint.js'
import { entryToFloat64 } from './tensor-entry.js'
import { torchDtypeName } from './torch/torch-dtypes.js'

interface Expected {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly sha256_f64_le: string
}

const expected: Record<string, Record<string, Expected>> = JSON.parse(
  readFileSync(goldenPath('checkpoints/expected.json'), 'utf8'),
)

test.each(Object.entries(expected))('%s holds the tensors that PyTorch wrote', async (file, tensors) => {
  const checkpoint = await readCheckpoint(goldenPath(`checkpoints/${file}`))
  const found = [...checkpoint.tensors].map(([name, entry]) => {
    const values = entryToFloat64(entry)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    const sha256_f64_le = createHash('sha256').update(bytes).digest('hex')
    return [name, { dtype: torchDtypeName(entry.dtype), shape: entry.shape, sha256_f64_le }]
  })
  expect(Object.fromEntries(found)).toEqual(tensors)
  expect(checkpoint.format).toBe(file === 'legacy.pth' ? 'pytorch-legacy' : 'pytorch-zip')
})

test('what a training checkpoint holds besides is there by its path', async () => {
  const { otherTensors, values } = await readCheckpoint(goldenPath('checkpoints/training.pth.tar'))
  expect(values.get('epoch')).toBe(3)
  expect(values.get('optimizer.param_groups.0.lr')).toBe(1e-4)
  expect(values.get('scheduler.T_max')).toEqual(expect.any(Number))
  const moments = [...otherTensors.keys()].filter(path => /^optimizer\.state\.\d+\.exp_avg(_sq)?$/.test(path))
  expect(moments).toHaveLength(80)
  expect(otherTensors.size).toBe(120) // with the count of steps of each of 40 parameters
})
