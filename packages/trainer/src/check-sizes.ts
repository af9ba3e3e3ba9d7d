import { UsageError } from '@dfpir/core'
import { type NetworkConfig, networkTraits } from '@dfpir/model'

/** Height and width of patches. */
interface PatchSize {
  readonly patch: number
}

/** @throws UsageError for patches that the network cannot halve often enough */
export function checkSizes(
  { phases, validate }: { phases: readonly PatchSize[]; validate?: PatchSize },
  model: NetworkConfig,
): void {
  const { multipleOf } = networkTraits(model)
  for (const { patch } of phases) checkSize('patch', patch, multipleOf)
  if (validate) checkSize('validate.patch', validate.patch, multipleOf)
}

function checkSize(key: string, size: number, multipleOf: number): void {
  if (size % multipleOf !== 0) throw new UsageError(`${key} must be a multiple of ${multipleOf}, got ${size}`)
}
