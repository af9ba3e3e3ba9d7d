import { type Float32Tensor, Random, UsageError } from '@dfpir/core'
import { initialValues } from '@dfpir/layers'
import { type BridgeConfig, type BridgePlace, bridgeSpecs } from './bridge.js'
import { distantOrders } from './distant-orders.js'
import type { StartOptions } from './network-kind.js'
import { pairedOrders } from './paired-orders.js'

type Values = Map<string, Float32Tensor>

/** Creates zero weights with these names and shapes. */
export function zeros(shapes: Readonly<Record<string, readonly number[]>>): Values {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((size, side) => size * side, 1))
      return [name, { shape, data }]
    }),
  )
}

/**
 * Returns initial weights with which every DGPB at these places passes its features on almost unchanged for every prompt,
 * while different prompts still have different channel orders. Other weights keep PyTorch's defaults.
 *
 * - Channel perturbation, paired orders: channel c is widened to the two channels 2c and 2c + 1, as x_c + u_c and x_c − u_c with a
 *   random combination u_c of all channels, and narrowed by their mean. The prompt layers give all prompts a common
 *   descending score per pair, and a small individual part that only decides the order within the pair
 *   ({@link pairedOrders}). The mean does not depend on that order, so conv·order·conv is the identity for each prompt.
 *   The gradients do depend on it (u_c changes sign), so training can use it.
 * - Channel perturbation, distant orders: channel c is widened to x_c and u_c. Every prompt leaves the former in their
 *   places and permutes the latter in its own way ({@link distantOrders}). The narrowing initially ignores the latter, so
 *   conv·order·conv is the identity for each of the given prompts, but not for others. Training can use the order through
 *   the narrowing's gradient.
 * - Ordinary channel attention, as a replacement, starts with an output of 0 beside its skip connection.
 * - Cross-attention: queries and keys use the same kernels, so every channel is most similar to itself; temperature 6;
 *   values and output projection are identities, and the output's scale is 1.
 *
 * A DGPB still differs from the identity by the layer norm before the cross-attention, the small weights on other
 * channels, and the feed-forward network's output.
 */
export function bridgesStart(config: BridgeConfig, places: readonly BridgePlace[], options: StartOptions = {}): Values {
  const { prompts = [] } = options
  const strange = prompts.find(prompt => prompt.length !== config.promptSize)
  if (strange !== undefined) {
    throw new UsageError(`expected prompts of ${config.promptSize} numbers, got one with ${strange.length}`)
  }
  return new Map(places.flatMap(place => [...bridgeStart(config, place, options)]))
}

function bridgeStart(config: BridgeConfig, place: BridgePlace, options: StartOptions): Values {
  const { name: layer, channels } = place
  const { seed = 0, prompts = [], orders = 'paired' } = options
  const values: Values = new Map()
  for (const spec of bridgeSpecs(config, place)) {
    values.set(spec.name, { shape: spec.shape, data: initialValues(spec, seed, layer) })
  }
  if (config.channelPerturbation === 'shuffle') {
    const start = orders === 'paired' ? startPairs : startCarriers
    start(values, channels)
    startGuidance(values, { prompts, orders, random: Random.derive(seed, layer, 'orders') })
  }
  if (config.channelPerturbation === 'attention') find(values, 'channel_attn/project_out/kernel').fill(0)
  if (config.attentionPerturbation) startAttention(values, channels)
  return new Map([...values].map(([name, value]) => [`${layer}/${name}`, value]))
}

/** Widens channel c to x_c + u_c and x_c − u_c, and narrows these to their mean. */
function startPairs(values: Values, channels: number): void {
  const widening = find(values, 'conv1x1/kernel') // [C, 2C]
  const narrowing = find(values, 'conv_out/kernel').fill(0) // [2C, C]
  for (let pair = 0; pair < channels; pair++) {
    for (let input = 0; input < channels; input++) {
      const plus = input * 2 * channels + 2 * pair
      const own = input === pair ? 1 : 0
      const other = widening[plus]
      widening[plus] = own + other
      widening[plus + 1] = own - other
    }
    narrowing[2 * pair * channels + pair] = 0.5
    narrowing[(2 * pair + 1) * channels + pair] = 0.5
  }
  find(values, 'conv1x1/bias').fill(0)
  find(values, 'conv_out/bias').fill(0)
}

/** Widens channel c to x_c and u_c, and narrows these to x_c. */
function startCarriers(values: Values, channels: number): void {
  const widening = find(values, 'conv1x1/kernel') // [C, 2C]
  const narrowing = find(values, 'conv_out/kernel').fill(0) // [2C, C]
  for (let channel = 0; channel < channels; channel++) {
    for (let input = 0; input < channels; input++) {
      widening[input * 2 * channels + 2 * channel] = input === channel ? 1 : 0
    }
    narrowing[2 * channel * channels + channel] = 1
  }
  find(values, 'conv1x1/bias').fill(0)
  find(values, 'conv_out/bias').fill(0)
}

type GuidanceOptions = Required<Pick<StartOptions, 'prompts' | 'orders'>> & { readonly random: Random }

function startGuidance(values: Values, { prompts, orders, random }: GuidanceOptions): void {
  const first = { kernel: find(values, 'linear_layer1/kernel'), bias: find(values, 'linear_layer1/bias') }
  const create = orders === 'paired' ? pairedOrders : distantOrders
  const second = create({ first, prompts, outputs: find(values, 'linear_layer3/bias').length, random })
  find(values, 'linear_layer3/kernel').set(second.kernel)
  find(values, 'linear_layer3/bias').set(second.bias)
}

function startAttention(values: Values, channels: number): void {
  const [queries, pairs] = [find(values, 'select_attn/q/kernel'), find(values, 'select_attn/kv/kernel')]
  const depthwise = find(values, 'select_attn/kv_depthwise/kernel').fill(0) // [3, 3, 2C, 1]
  const project = find(values, 'select_attn/project_out/kernel').fill(0)
  const spatial = find(values, 'select_attn/q_depthwise/kernel') // [3, 3, C, 1]
  for (let row = 0; row < channels; row++) {
    const from = row * 2 * channels
    pairs.set(queries.subarray(row * channels, (row + 1) * channels), from)
    pairs.fill(0, from + channels, from + 2 * channels)
    pairs[from + channels + row] = 1
    project[row * channels + row] = 1
  }
  for (let tap = 0; tap < 9; tap++) {
    depthwise.set(spatial.subarray(tap * channels, (tap + 1) * channels), tap * 2 * channels)
  }
  depthwise.fill(1, (4 * 2 + 1) * channels, (4 * 2 + 2) * channels) // the centre tap of the values
  find(values, 'select_attn/temperature').fill(6)
  find(values, 'select_attn/scale').fill(1)
}

function find(values: Values, name: string): Float32Array {
  return values.get(name)!.data
}
