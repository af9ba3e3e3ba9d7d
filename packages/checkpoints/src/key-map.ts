import { DataError, type Float32Tensor, nearest, sameShape, UsageError } from '@dfpir/core'
import { shapeText } from './shape.js'
import { toLayerLayout, toTorchLayout, toTorchShape, type WeightKind } from './weight-layout.js'

/** One weight under its two names. */
export interface KeyMapEntry {
  /** Its name in the PyTorch state dict. */
  readonly torch: string
  /** Its name among the layers' weights. */
  readonly layer: string
  readonly kind: WeightKind
  /** Its shape in the layers' layout. */
  readonly shape: readonly number[]
}

/**
 * Translates between a PyTorch state dict and named layer weights. Nothing is skipped silently: a weight that exists
 * only on one side is an error, and so is a wrong shape.
 */
export class KeyMap {
  readonly entries: readonly KeyMapEntry[]

  /** @throws UsageError if two entries share a name */
  constructor(entries: Iterable<KeyMapEntry>) {
    this.entries = [...entries]
    for (const side of ['torch', 'layer'] as const) {
      const names = this.entries.map(entry => entry[side])
      const twice = names.find((name, index) => names.indexOf(name) < index)
      if (twice !== undefined) throw new UsageError(`the key map has the ${side} name "${twice}" twice`)
    }
  }

  /**
   * Converts a PyTorch state dict to the layers' weights, in the map's order.
   *
   * @throws DataError, in one line, that counts unmapped, missing and misshapen weights and names the first of them.
   */
  toLayers(stateDict: ReadonlyMap<string, Float32Tensor>): Map<string, Float32Tensor> {
    const expected = this.entries.map(({ torch, kind, shape }) => ({ name: torch, shape: toTorchShape(kind, shape) }))
    checkWeights(stateDict, expected)
    return new Map(this.entries.map(({ torch, layer, kind }) => [layer, toLayerLayout(kind, stateDict.get(torch)!)]))
  }

  /**
   * Converts the layers' weights to a PyTorch state dict, in the map's order.
   *
   * @throws DataError, in one line, that counts unmapped, missing and misshapen weights and names the first of them.
   */
  toTorch(layers: ReadonlyMap<string, Float32Tensor>): Map<string, Float32Tensor> {
    const expected = this.entries.map(({ layer, shape }) => ({ name: layer, shape }))
    checkWeights(layers, expected)
    return new Map(this.entries.map(({ torch, layer, kind }) => [torch, toTorchLayout(kind, layers.get(layer)!)]))
  }
}

interface Expectation {
  readonly name: string
  readonly shape: readonly number[]
}

function checkWeights(weights: ReadonlyMap<string, Float32Tensor>, expected: readonly Expectation[]): void {
  const known = new Set(expected.map(({ name }) => name))
  const unmapped = [...weights.keys()].filter(name => !known.has(name))
  const missing = expected.filter(({ name }) => !weights.has(name))
  const misshapen = expected.filter(({ name, shape }) => weights.has(name) && !fits(weights.get(name)!, shape))
  if (unmapped.length + missing.length + misshapen.length === 0) return
  const faults = [
    ...section('missing', missing, ({ name, shape }) => `${name} ${shapeText(shape)}${suggestion(name, unmapped)}`),
    ...section('not part of this network', unmapped, name => name),
    ...section('of another shape', misshapen, ({ name, shape }) => {
      return `${name}: expected ${shapeText(shape)}, got ${found(weights.get(name)!)}`
    }),
  ]
  throw new DataError(`the weights do not fit the network: ${faults.join('; ')}`, { hint: hintFor(unmapped, missing) })
}

function fits({ shape, data }: Float32Tensor, expected: readonly number[]): boolean {
  return sameShape(shape, expected) && data.length === expected.reduce((product, size) => product * size, 1)
}

function found({ shape, data }: Float32Tensor): string {
  return `${shapeText(shape)} of ${data.length} numbers`
}

const shownPerSection = 3

/** The count and the first items, so the search for similar names stays cheap for an unrelated file. */
function section<T>(what: string, items: readonly T[], describe: (item: T) => string): string[] {
  if (items.length === 0) return []
  const shown = items.slice(0, shownPerSection).map(describe).join(', ')
  return [`${items.length} ${what} (${shown}${items.length > shownPerSection ? ', …' : ''})`]
}

function suggestion(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates)
  return near === undefined ? '' : ` (nearest: ${near})`
}

function hintFor(unmapped: readonly string[], missing: readonly Expectation[]): string {
  const names = new Set(unmapped)
  const prefix = ['module.', 'model.', 'net_g.'].find(candidate =>
    missing.some(item => names.has(candidate + item.name)),
  )
  if (prefix !== undefined) return `Remove the prefix "${prefix}" from the names.`
  return 'Check that the weights belong to this network and were trained with its configuration.'
}
