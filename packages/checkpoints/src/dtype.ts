/** The supported element types of safetensors files, with their sizes in bytes. */
export const dtypeSizes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const

/** An element type, named as in safetensors files. */
export type Dtype = keyof typeof dtypeSizes

/** Every {@link Dtype}. */
export const dtypes = Object.keys(dtypeSizes) as readonly Dtype[]

/** True for the names of {@link Dtype}. */
export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(dtypeSizes, name)
}
