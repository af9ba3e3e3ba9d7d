import * as tf from '@tensorflow/tfjs-core'

/** What a training makes smaller, of pictures [B, H, W, 3]. */
export type Loss = (output: tf.Tensor, target: tf.Tensor) => tf.Scalar

/** How far a batch [B, H, W, 3] is from where it should be. */
type Term = (difference: tf.Tensor4D) => tf.Scalar

/** The mean absolute error, the paper's training loss. */
const l1: Term = difference => tf.mean(tf.abs(difference))

/** The mean squared error. */
const l2: Term = difference => tf.mean(tf.square(difference))

/** √(d² + ε²), averaged: L1 with a smooth minimum (Charbonnier et al., 1994), ε = 10⁻³ as in MPRNet. */
const charbonnier: Term = difference => tf.mean(tf.sqrt(tf.add(tf.square(difference), 1e-6)))

/**
 * The mean absolute value of the real and imaginary parts of the difference's two-dimensional Fourier transform, taken
 * with the factor 1/√(H·W), so that white noise costs what it costs in L1 and the loss doesn't depend on the patch's
 * size. (Published code often leaves the factor out: 0.1 there is 0.1·√(H·W) here.) The transform is four products with
 * the matrices of cosines and sines, which run compiled on every engine.
 */
const fft: Term = difference => {
  const [batch, height, width, channels] = difference.shape
  const columns = (x: tf.Tensor, matrix: tf.Tensor2D) =>
    tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, matrix.shape[0]]), matrix)
  const [alongWidth, alongHeight] = [fourierMatrices(width), fourierMatrices(height)]
  const rows = tf.transpose(difference, [0, 3, 1, 2]) // [B, C, H, W]
  const [real, imaginary] = [alongWidth.cosines, alongWidth.sines].map(matrix =>
    tf.transpose(tf.reshape<tf.Rank.R4>(columns(rows, matrix), [batch, channels, height, width]), [0, 1, 3, 2]),
  ) // [B, C, W, H]
  const { cosines, sines } = alongHeight
  const both = [
    tf.sub(columns(real, cosines), columns(imaginary, sines)),
    tf.add(columns(real, sines), columns(imaginary, cosines)),
  ]
  return tf.mean(tf.add(tf.abs(both[0]), tf.abs(both[1])))
}

/** cos and sin of 2π·i·j/n, over √n. */
function fourierMatrices(size: number): { cosines: tf.Tensor2D; sines: tf.Tensor2D } {
  const matrix = (wave: (angle: number) => number): tf.Tensor2D => {
    const values = Float32Array.from({ length: size * size }, (_, index) => {
      const [row, column] = [Math.floor(index / size), index % size]
      return wave((2 * Math.PI * ((row * column) % size)) / size) / Math.sqrt(size)
    })
    return tf.tensor2d(values, [size, size])
  }
  return { cosines: matrix(Math.cos), sines: matrix(Math.sin) }
}

/** The terms of a loss by the names that training files use. */
const terms = { l1, l2, charbonnier, fft } satisfies Record<string, Term>

/** The name of a term of a loss. */
export type LossTerm = keyof typeof terms

export const lossTerms = Object.keys(terms) as [LossTerm, ...LossTerm[]]

/** A term of a loss, or the factors of several. */
export type LossChoice = LossTerm | Readonly<Partial<Record<LossTerm, number>>>

/** The loss that a training file asks for. */
export function makeLoss(choice: LossChoice): Loss {
  const factors = typeof choice === 'string' ? { [choice]: 1 } : choice
  const entries = Object.entries(factors) as [LossTerm, number][]
  return (output, target) => {
    const difference = tf.sub<tf.Tensor4D>(output, target)
    const [first, ...others] = entries.map(([name, factor]) => tf.mul<tf.Scalar>(terms[name](difference), factor))
    return others.reduce((sum, term) => tf.add(sum, term), first)
  }
}

/** The mean absolute error, the paper's training loss. */
export const l1Loss: Loss = (output, target) => l1(tf.sub<tf.Tensor4D>(output, target))
