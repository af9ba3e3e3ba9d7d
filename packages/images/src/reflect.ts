/**
 * Where position `index` of an axis of `length` samples takes its value when the axis is continued by reflection
 * about its end samples, which are not repeated (PyTorch's "reflect"): … 2 1 | 0 1 2 | 1 0 …. Reflected again and
 * again where the axis is shorter than the padding; an axis of one sample repeats it.
 */
export function reflectIndex(index: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const phase = ((index % period) + period) % period
  return phase < length ? phase : period - phase
}
