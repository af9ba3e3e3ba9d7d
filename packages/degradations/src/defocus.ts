import type { Float32Tensor } from '@dfpir/core'
import { type BlurKernel, blur, blurKernel } from './kernel.js'
import type { DegradationKind, Values } from './kind.js'
import { onLight } from './linear-light.js'

/**
 * The blur of a lens that is out of focus: a point of light becomes a disc (the circle of confusion), whose edge falls
 * from 1 to 0 within a pixel:
 *
 *     w(o) ∝ clip(radius + ½ − |o|, 0, 1)
 *
 * See Levin, Fergus, Durand and Freeman, Image and depth from a conventional camera with a coded aperture (SIGGRAPH
 * 2007). A radius of 0 changes nothing.
 *
 * @param radius in pixels
 */
export function defocusKernel(radius: number): BlurKernel {
  const reach = Math.ceil(radius - 0.5)
  const side = 2 * reach + 1
  const weights = Float32Array.from({ length: side * side }, (_, place) => {
    const distance = Math.hypot(Math.floor(place / side) - reach, (place % side) - reach)
    return Math.min(Math.max(radius + 0.5 - distance, 0), 1)
  })
  return blurKernel({ width: side, height: side, originX: reach, originY: reach, weights })
}

/** Blurs the light of an image [H, W, 3] with {@link defocusKernel}. */
export function defocus(image: Float32Tensor, { radius }: Values<'radius'>): Float32Tensor {
  return blur(image, defocusKernel(radius))
}

/** {@link defocus} applied to the light of a picture. */
export const defocusKind: DegradationKind<'radius'> = {
  name: 'defocus',
  effect: 'defocus',
  parameters: {
    radius: { about: 'radius of the disc', unit: 'pixels', valid: [0, 50], drawn: [1, 5], evenly: 'by ratio' },
  },
  degrade: onLight(defocus),
}
