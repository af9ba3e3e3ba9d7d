import { UsageError } from '@dfpir/core'
import { type NetworkConfig, networkTraits } from '@dfpir/model'
import { type LossChoice, lossFor, smallestPatch } from './losses.js'

/** Height and width of patches. */
interface PatchSize {
  readonly patch: number
}

/** @throws UsageError for patches that the network cannot halve often enough, or that the loss's windows do not fit in */
export function checkSizes(
  { phases, validate, loss }: { phases: readonly PatchSize[]; validate?: PatchSize; loss?: LossChoice },
  model: NetworkConfig,
): void {
  const smallest = smallestPatch(lossFor(model, loss))
  for (const { patch } of phases) {
    if (patch < smallest) throw new UsageError(`patch must be at least ${smallest} for this loss, got ${patch}`)
  }
  const { multipleOf } = networkTraits(model)
  for (const { patch } of phases) checkSize('patch', patch, multipleOf)
  if (validate) checkSize('validate.patch', validate.patch, multipleOf)
}

function checkSize(key: string, size: number, multipleOf: number): void {
  if (size % multipleOf !== 0) throw new UsageError(`${key} must be a multiple of ${multipleOf}, got ${size}`)
}
