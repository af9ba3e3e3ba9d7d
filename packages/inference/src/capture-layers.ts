import { nearest, UsageError } from '@dfpir/core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { type CaptureOptions, compileCapture, type FeatureCapture } from './feature-capture.js'

export interface CaptureLayersOptions extends CaptureOptions {
  /**
   * Names of layers, as in {@link featureLayers}.
   *
   * @default the last layer at the lowest resolution, before the decoder
   */
  layers?: readonly string[]
}

/** A layer whose output is features [height, width, channels]. */
export interface FeatureLayer {
  readonly name: string
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The layers of a network of any kind whose features are captured. */
export interface LayerCapture extends FeatureCapture {
  readonly layers: readonly FeatureLayer[]
}

/**
 * Compiles the part of a network of any kind up to some of its layers, to capture their outputs.
 *
 * @throws UsageError for a layer that the network lacks, an unsupported size, and an engine that is unknown or lacks the
 *   precision; DataError if the weights do not fit the configuration.
 */
export async function captureLayers(options: CaptureLayersOptions): Promise<LayerCapture> {
  const { loadModel } = await import('./network.js') // brings tfjs
  const { traceLayers } = await import('./trace-layers.js')
  let layers: readonly FeatureLayer[] = []
  const capture = await compileCapture(options, async folds => {
    const { model, ...size } = options
    const network = await loadModel(model.config, model.stateDict, size)
    try {
      layers = chosenLayers(network, options.layers)
      return traceLayers(network, { ...size, folds, layers: layers.map(({ name }) => name) })
    } finally {
      network.dispose()
    }
  })
  return { ...capture, layers }
}

/**
 * Lists the layers of a network with features, from the picture to the output, which is excluded, as are DGPBs that pass
 * their features on.
 *
 * @param network a model for pictures of one size
 */
export function featureLayers({ layers, outputLayers }: LayersModel): FeatureLayer[] {
  return layers.flatMap(layer => {
    const [, height, width, channels, ...more] = layer.outputShape as readonly (number | null | undefined)[]
    const passing =
      layer.getClassName() === 'InputLayer' || (layer.getClassName() === 'DfpirDgpb' && layer.countParams() === 0)
    if (passing || outputLayers.includes(layer) || more.length > 0) return []
    return height && width && channels ? [{ name: layer.name, height, width, channels }] : []
  })
}

function chosenLayers(network: LayersModel, names?: readonly string[]): FeatureLayer[] {
  const layers = featureLayers(network)
  return names === undefined ? [deepestLayer(layers)] : names.map(name => layerNamed(name, layers, network.name))
}

/** Returns the last layer at the lowest resolution, apart from global means. */
function deepestLayer(layers: readonly FeatureLayer[]): FeatureLayer {
  const area = ({ height, width }: FeatureLayer) => height * width
  const maps = layers.filter(layer => area(layer) > 1)
  const least = Math.min(...maps.map(area))
  const deepest = maps.findLast(layer => area(layer) === least)
  if (deepest) return deepest
  throw new UsageError('the network has no layers with features of more than one pixel')
}

function layerNamed(name: string, layers: readonly FeatureLayer[], network: string): FeatureLayer {
  const found = layers.find(layer => layer.name === name)
  if (found) return found
  const names = layers.map(layer => layer.name)
  const near = nearest(name, names)
  throw new UsageError(`the ${network} has no layer ${name}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Its layers are: ${names.join(', ')}.`,
  })
}
