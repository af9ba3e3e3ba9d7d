import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { type SwinIrConfig, swinIrConfig } from './config.js'
import { type SwinIrParts, swinIrParts } from './parts.js'

export interface SwinIrOptions extends Partial<SwinIrConfig> {
  /**
   * Whether to omit the final addition of the picture, so that the network returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
}

/**
 * SwinIR (Liang et al., ICCVW 2021) for denoising, as a function of symbolic tensors: groups of Swin Transformer blocks at
 * full size, every second block with shifted windows.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape. Height and width must be multiples of the window,
 * or null. Layers are named as in the published network, so a model can contain only one SwinIR.
 *
 * @throws UsageError if the configuration is invalid
 */
export function swinIr(options: SwinIrOptions = {}): { apply(picture: tfl.SymbolicTensor): tfl.SymbolicTensor } {
  const { residual = false, seed } = options
  const parts = swinIrParts(swinIrConfig(options), seed)
  return {
    apply(picture) {
      const output = connectSwinIr(parts, picture)
      return residual ? output : add('restored', output, picture)
    },
  }
}

/** Connects the picture to the residual. */
export function connectSwinIr(parts: SwinIrParts, picture: tfl.SymbolicTensor): tfl.SymbolicTensor {
  const { shallow, patchNorm, groups, body, ending } = parts
  const first = runParts(shallow, picture)
  const deep = groups.reduce(
    (features, group, index) => add(`layers.${index}.added`, runParts(group, features), features),
    runParts([patchNorm], first),
  )
  return runParts(ending, add('body_added', runParts(body, deep), first))
}

function add(name: string, a: tfl.SymbolicTensor, b: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return connect(tfl.layers.add({ name }), [a, b])
}
