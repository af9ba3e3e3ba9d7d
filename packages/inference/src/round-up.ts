/** The smallest multiple of `multiple` that is at least `size`. */
export function roundUp(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple
}
