import { nearest, UsageError } from '@dfpir/core'
import { type BlockName, blockNames, type NetworkConfig } from '@dfpir/model'

/** Finds a DGPB of a network by name. @throws UsageError for an unknown name. */
export function blockNamed(name: string, config: NetworkConfig): BlockName {
  const names = blockNames(config)
  const block = names.find(each => each === name)
  if (block !== undefined) return block
  const near = nearest(name, names)
  throw new UsageError(`the network has no block ${name}; expected one of: ${names.join(', ')}`, {
    hint: near && `Did you mean ${near}?`,
  })
}
