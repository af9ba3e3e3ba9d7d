import * as tf from '@tensorflow/tfjs-core'

/** Side of the Gaussian window, and of the smallest picture that contains one. */
export const ssimSide = 11

/** The smallest side that still contains a window after four halvings. */
export const msSsimSide = ssimSide * 2 ** 4

/** The exponents of the five scales (Wang et al., 2003). */
const scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

/** Lower bound of the means. Under the exponents, smaller ones would have no slope or an infinite one. */
const leastMean = 1e-4

/**
 * 1 − SSIM (Wang et al., 2004) of pictures in [0, 1]: windows of 11×11 pixels within the picture with standard deviation
 * 1.5, K₁ = 0.01, K₂ = 0.03, averaged over windows and channels, without clipping.
 */
export const ssimLoss = (output: tf.Tensor, target: tf.Tensor): tf.Scalar =>
  tf.sub(1, tf.mean(similarity(output, target).whole))

/**
 * 1 − MS-SSIM (Wang et al., 2003): the product of the contrast and structure at five scales, each half as large as the
 * previous one, and of the luminance at the last. Means are taken for each picture and channel.
 */
export function msSsimLoss(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  let pictures = [output, target] as tf.Tensor4D[]
  const factors = scaleWeights.map((weight, scale) => {
    if (scale > 0) pictures = pictures.map(picture => tf.avgPool(picture, 2, 2, 'valid'))
    const { whole, contrast } = similarity(pictures[0], pictures[1])
    const means = tf.mean(scale === scaleWeights.length - 1 ? whole : contrast, [1, 2])
    return tf.pow(tf.maximum(means, leastMean), weight)
  })
  return tf.sub(1, tf.mean(factors.reduce((product, factor) => tf.mul(product, factor))))
}

/** Returns SSIM, and its part without luminance, for each window. */
function similarity(output: tf.Tensor, target: tf.Tensor) {
  const moments = [output, target, tf.square(output), tf.square(target), tf.mul(output, target)]
  const [meanX, meanY, squareX, squareY, product] = tf.split(windowMeans(tf.concat(moments as tf.Tensor4D[])), 5)
  const [meanXX, meanYY, meanXY] = [tf.square(meanX), tf.square(meanY), tf.mul(meanX, meanY)]
  const variances = tf.sub(tf.add(squareX, squareY), tf.add(meanXX, meanYY))
  const contrast = ratio(tf.sub(product, meanXY), variances, 0.03 ** 2)
  return { contrast, whole: tf.mul(ratio(meanXY, tf.add(meanXX, meanYY), 0.01 ** 2), contrast) }
}

const ratio = (product: tf.Tensor, squares: tf.Tensor, constant: number) =>
  tf.div(tf.add(tf.mul(product, 2), constant), tf.add(squares, constant))

/** Returns the weighted mean in the window at each position of pictures [B, H, W, C]. */
function windowMeans(pictures: tf.Tensor4D): tf.Tensor4D {
  const channels = pictures.shape[3]
  const bell = Array.from({ length: ssimSide }, (_, index) => Math.exp(-(((index - 5) / 1.5) ** 2) / 2))
  const sum = bell.reduce((total, value) => total + value)
  const values = bell.flatMap(value => Array<number>(channels).fill(value / sum))
  const along = (height: number, width: number) => tf.tensor4d(values, [height, width, channels, 1])
  const rows = tf.depthwiseConv2d(pictures, along(1, ssimSide), 1, 'valid')
  return tf.depthwiseConv2d(rows, along(ssimSide, 1), 1, 'valid')
}
