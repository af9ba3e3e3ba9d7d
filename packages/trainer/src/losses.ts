import { UsageError } from '@dfpir/core'
import { type NetworkConfig, publishedLoss } from '@dfpir/model'
import * as tf from '@tensorflow/tfjs-core'
import { laplacian } from './laplacian.js'
import { msSsimLoss, msSsimSide, ssimLoss, ssimSide } from './ssim-loss.js'

/** The loss that a training minimises, for pictures [B, H, W, 3]. */
export type Loss = (output: tf.Tensor, target: tf.Tensor) => tf.Scalar

/** A part of a loss, with the same arguments. */
type Term = Loss

const difference = (output: tf.Tensor, target: tf.Tensor) => tf.sub<tf.Tensor4D>(output, target)

/** The mean absolute error, the paper's training loss. */
const l1: Term = (output, target) => tf.mean(tf.abs(difference(output, target)))

/** The mean squared error. */
const l2: Term = (output, target) => tf.mean(tf.square(difference(output, target)))

/** √(d² + ε²), averaged: L1 with a smooth minimum (Charbonnier et al., 1994), ε = 10⁻³ as in MPRNet. */
const charbonnier: Term = (output, target) => smoothMean(difference(output, target))

/** Charbonnier's loss of the difference between the pictures' Laplacians, as in MPRNet. */
const edge: Term = (output, target) => smoothMean(laplacian(difference(output, target)))

const smoothMean = (error: tf.Tensor): tf.Scalar => tf.mean(tf.sqrt(tf.add(tf.square(error), 1e-6)))

/** L1 of the differences between neighbouring pixels, along rows plus along columns. Errors at edges cost most. */
const gradient: Term = (output, target) => {
  const error = difference(output, target)
  const [batch, height, width, channels] = error.shape
  const part = (y: number, x: number, rows: number, columns: number) =>
    tf.slice(error, [0, y, x, 0], [batch, rows, columns, channels])
  const alongRows = tf.sub(part(0, 1, height, width - 1), part(0, 0, height, width - 1))
  const alongColumns = tf.sub(part(1, 0, height - 1, width), part(0, 0, height - 1, width))
  return tf.add(tf.mean(tf.abs(alongRows)), tf.mean(tf.abs(alongColumns)))
}

/**
 * The mean absolute value of the real and imaginary parts of the difference's two-dimensional Fourier transform, with the
 * factor 1/√(H·W), so that white noise costs as much as in L1 and the loss does not depend on the patch's size. (Published
 * code often omits the factor: 0.1 there is 0.1·√(H·W) here.) The transform consists of four products with matrices of
 * cosines and sines, which run compiled on every engine.
 */
const fft: Term = (output, target) => {
  const error = difference(output, target)
  const [batch, height, width, channels] = error.shape
  const columns = (x: tf.Tensor, matrix: tf.Tensor2D) =>
    tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, matrix.shape[0]]), matrix)
  const [alongWidth, alongHeight] = [fourierMatrices(width), fourierMatrices(height)]
  const rows = tf.transpose(error, [0, 3, 1, 2]) // [B, C, H, W]
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

/** Returns cos and sin of 2π·i·j/n, divided by √n. */
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

/** Terms of a loss by their names in training files. */
const terms = { l1, l2, charbonnier, edge, fft, gradient, ssim: ssimLoss, 'ms-ssim': msSsimLoss } satisfies Record<
  string,
  Term
>

/** The name of a term of a loss. */
export type LossTerm = keyof typeof terms

export const lossTerms = Object.keys(terms) as [LossTerm, ...LossTerm[]]

/** A term of a loss, or factors of several terms. */
export type LossChoice = LossTerm | Readonly<Partial<Record<LossTerm, number>>>

/** Returns the smallest patch side that every term of a loss supports. */
export function smallestPatch(choice: LossChoice): number {
  const names = typeof choice === 'string' ? [choice] : Object.keys(choice)
  if (names.includes('ms-ssim')) return msSsimSide
  return names.includes('ssim') ? ssimSide : 1
}

/** Makes the loss that a training file selects. */
export function makeLoss(choice: LossChoice): Loss {
  const factors = typeof choice === 'string' ? { [choice]: 1 } : choice
  const entries = Object.entries(factors) as [LossTerm, number][]
  return (output, target) => {
    const [first, ...others] = entries.map(([name, factor]) => tf.mul<tf.Scalar>(terms[name](output, target), factor))
    return others.reduce((sum, term) => tf.add(sum, term), first)
  }
}

/**
 * Returns the loss that a training file selects, or else the one that the network's authors train it with, or else L1.
 *
 * @throws UsageError if the network's loss has a term that does not exist
 */
export function lossFor(model: NetworkConfig, choice?: LossChoice): LossChoice {
  const found = choice ?? publishedLoss(model) ?? 'l1'
  const names = typeof found === 'string' ? [found] : Object.keys(found)
  const unknown = names.find(name => !(name in terms))
  if (unknown === undefined) return found
  throw new UsageError(`the network's loss has an unknown term, ${unknown}`, {
    hint: `Terms are ${lossTerms.join(', ')}.`,
  })
}

/** Returns the sum of a loss over several outputs. */
export function summedLoss(loss: Loss, outputs: readonly tf.Tensor[], target: tf.Tensor): tf.Scalar {
  return outputs.map(output => loss(output, target)).reduce((sum, value) => tf.add(sum, value))
}

/** The mean absolute error, the paper's training loss. */
export const l1Loss = l1
