import { DataError } from '@dfpir/core'
import type { NetworkConfig } from '@dfpir/networks'
import { moduleDigest } from './module-digest.js'
import { kindOf, networkModule } from './networks.js'

/**
 * Returns the SHA-256 of the code that registered a network's kind, including its imports; undefined for the kinds of this
 * project.
 *
 * @throws UsageError for a kind that is not registered in this process, DataError if its code cannot be read
 */
export async function networkCode(config: Pick<NetworkConfig, 'architecture'>): Promise<string | undefined> {
  const { name } = kindOf(config)
  const module = networkModule(config)
  if (module === undefined) return undefined
  return moduleDigest(module).catch(cause => {
    throw new DataError(`cannot read the code of the network ${name}: ${cause.message}`, {
      hint: 'Pass registerNetwork the import.meta.url of the module that defines the network.',
      cause,
    })
  })
}
