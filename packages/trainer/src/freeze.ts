import { UsageError } from '@dfpir/core'
import { type NetworkConfig, networkKeyMap } from '@dfpir/model'

/**
 * Selects the weights to train, excluding those that match the patterns. Patterns are whole published names with `*` for
 * any text: `encoder_*` or `*.norm1.*`.
 *
 * @returns a function that tells whether the weight with a name in the network is trained
 * @throws UsageError for a pattern that matches no weight, and if no weight remains
 */
export function trainedWeights(model: NetworkConfig, patterns: readonly string[]): (name: string) => boolean {
  const { entries } = networkKeyMap(model)
  const frozen = new Set<string>()
  for (const pattern of patterns) {
    const expression = toExpression(pattern)
    const matching = entries.filter(({ torch }) => expression.test(torch))
    if (matching.length === 0) throw unmatched(pattern, entries[0].torch)
    for (const { layer } of matching) frozen.add(layer)
  }
  if (frozen.size === entries.length) {
    throw new UsageError('freeze: no weight of the network is left to train', { hint: 'Remove a pattern.' })
  }
  return name => !frozen.has(name)
}

function toExpression(pattern: string): RegExp {
  const literal = pattern.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`)
}

function unmatched(pattern: string, example: string): UsageError {
  return new UsageError(`freeze: no weight of the network matches "${pattern}"`, {
    hint: `Patterns are whole published names, such as ${example}, with * for any text.`,
  })
}
