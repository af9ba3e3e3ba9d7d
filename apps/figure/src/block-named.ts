import { nearest, UsageError } from '@dfpir/core'
import { type BlockName, blockNames } from '@dfpir/model'

/** The place of a DGPB by its name. @throws UsageError for another name. */
export function blockNamed(name: string): BlockName {
  const block = blockNames.find(each => each === name)
  if (block !== undefined) return block
  const near = nearest(name, blockNames)
  throw new UsageError(`a network has no block ${name}; expected one of: ${blockNames.join(', ')}`, {
    hint: near && `Did you mean ${near}?`,
  })
}
