import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyMap } from '@dfpir/checkpoints'
import { readTrainingState, writeTrainingState } from './training-state.js'

test('a best validation without any error can be read again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-state-'))
  const path = join(folder, 'state.safetensors')
  const keys = new KeyMap([])
  const best = { step: 2, psnr: Number.POSITIVE_INFINITY }
  const info = { step: 3, earlierUpdates: 0, losses: [0], identity: 'network', best }
  await writeTrainingState(path, keys, new Map(), info)
  expect(await readTrainingState(path, keys, 'network')).toEqual({ ...info, state: new Map() })
  await rm(folder, { recursive: true })
})
