import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findGpus } from './find-gpus.js'

const { PATH } = process.env
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-gpus-'))
  process.env.PATH = folder
})

afterEach(async () => {
  process.env.PATH = PATH
  await rm(folder, { recursive: true })
})

async function nvidiaSmi(...lines: string[]): Promise<void> {
  await writeFile(join(folder, 'nvidia-smi'), ['#!/bin/sh', ...lines, ''].join('\n'))
  await chmod(join(folder, 'nvidia-smi'), 0o755)
}

test('cards are what nvidia-smi lists', async () => {
  await nvidiaSmi('echo "NVIDIA H100 80GB HBM3, 81559 MiB"', 'echo "NVIDIA L4, 23034 MiB"')
  expect(await findGpus()).toEqual(['NVIDIA H100 80GB HBM3, 81559 MiB', 'NVIDIA L4, 23034 MiB'])
})

test('no tool, or one that fails for want of a driver, means none', async () => {
  expect(await findGpus()).toEqual([])
  await nvidiaSmi('echo "NVIDIA-SMI has failed because it could not communicate with the driver"', 'exit 9')
  expect(await findGpus()).toEqual([])
})
