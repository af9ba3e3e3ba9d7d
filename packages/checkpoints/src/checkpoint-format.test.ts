import { parseCheckpoint } from './read-checkpoint.js'

test('a safetensors header whose length reads PK is no archive', () => {
  const numbers = Buffer.from(Float32Array.of(1, 2).buffer)
  const header = JSON.stringify({ weight: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }).padEnd(0x4b50)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  const bytes = Buffer.concat([length, Buffer.from(header), numbers])
  expect(bytes.toString('latin1', 0, 2)).toBe('PK')
  const { format, tensors } = parseCheckpoint(bytes)
  expect(format).toBe('safetensors')
  expect(tensors.get('weight')).toMatchObject({ dtype: 'F32', shape: [2] })
})
