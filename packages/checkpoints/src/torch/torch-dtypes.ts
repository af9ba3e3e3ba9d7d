import type { Dtype } from '../dtype.js'

/** PyTorch's names of the element types. */
export const torchDtypes: Readonly<Record<string, Dtype>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  bool: 'BOOL',
}

/** PyTorch's name of an element type, such as `float32`. */
export function torchDtypeName(dtype: Dtype): string {
  return Object.entries(torchDtypes).find(([, value]) => value === dtype)![0]
}
