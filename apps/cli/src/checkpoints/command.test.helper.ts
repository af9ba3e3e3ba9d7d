import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TensorEntry, torchDtypeName } from '@dfpir/checkpoints'
import { runCommand } from '@dfpir/terminal'
import { captureOutput, pickling, torchZip } from '@dfpir/testing'
import type { Command } from 'commander'

const { bytes, pickle, storage, tensor, text } = pickling

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-checkpoints-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Runs a command and returns its exit code and output. */
export async function capture(command: Command, ...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(command, args))
  return { code, ...output }
}

/** Returns a float32 state dict in the format of `torch.save`, with a prefix before each name. */
export function torchFile(tensors: ReadonlyMap<string, TensorEntry>, prefix = ''): Uint8Array {
  const entries = [...tensors].map(([name, entry], index) => [text(prefix + name), view(entry, String(index))])
  const storages = Object.fromEntries([...tensors.values()].map(({ data }, index) => [index, data]))
  return torchZip(pickle(bytes('}(', ...entries.flat(), 'u')), storages)
}

function view({ dtype, shape, data }: TensorEntry, key: string): Uint8Array {
  if (torchDtypeName(dtype) !== 'float32') throw new Error(`this helper cannot write ${dtype}`)
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, side) => size * side, 1))
  return tensor({ storage: storage({ key, count: data.length / 4 }), shape, strides })
}
