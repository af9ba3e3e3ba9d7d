import { DataError } from '@dfpir/core'
import type { CheckpointFormat } from './checkpoint.js'

/** The tags of the fields that an ONNX file can start with. */
const onnxTags = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72]
const protocolZeroMagic = 'L119547037146038801333356L'

/**
 * Detects the format of a weights file by its first bytes, regardless of its name.
 *
 * @param start its first 64 bytes, or all of them if it has fewer
 * @throws DataError for an unknown format
 */
export function checkpointFormat(start: Uint8Array, source: string): CheckpointFormat {
  const text = Buffer.from(start).toString('latin1')
  if (isSafetensors(start)) return 'safetensors' // first: with some header lengths, it starts with PK
  if (text.startsWith('PK')) return 'pytorch-zip'
  if ((start[0] === 0x80 && start[1] <= 5) || text.startsWith(protocolZeroMagic)) return 'pytorch-legacy'
  if (onnxTags.includes(start[0])) return 'onnx'
  throw new DataError(`${source} is not a supported weights file: ${describeStart(text)}`, {
    hint: 'Use a safetensors, PyTorch (.pth, .pt, .ckpt, .pth.tar) or ONNX file.',
  })
}

/** The length of a header under 4 GB, and the header's brace. */
function isSafetensors(start: Uint8Array): boolean {
  return start[8] === 0x7b && start.subarray(4, 8).every(byte => byte === 0)
}

function describeStart(text: string): string {
  if (text === '') return 'it is empty'
  if (text.startsWith('version https://git-lfs')) return 'it is a Git LFS pointer instead of the file itself'
  if (/^\s*</.test(text)) return 'it is a web page, such as a login page'
  if (text.startsWith('\x89HDF')) return 'it is an HDF5 file'
  return `it starts with ${JSON.stringify(text.slice(0, 16))}`
}
