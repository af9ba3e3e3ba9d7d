const fourier = 'tf.matMul with constant matrices of cosines and sines'
const parts = 'two real tensors, for the real and the imaginary part'
const suppression = 'tf.topk to select boxes, and suppress overlaps after the run'
const ragged = 'tf.pad and tf.where to work on rows of equal length'
const sparse = 'tf.gather and tf.unsortedSegmentSum'
const strings = 'tf.gather on whole numbers that stand for the strings'

/** The nearest operations that can be traced, by kernels that cannot. */
const traceable: Readonly<Record<string, string>> = {
  BitwiseAnd: 'tf.mod and tf.floorDiv',
  BroadcastArgs: 'tf.broadcastTo with a known shape',
  Complex: parts,
  ComplexAbs: 'tf.sqrt of the sum of squares',
  Diag: 'tf.mul with tf.eye',
  Dilation2D: 'tf.maxPool',
  Dilation2DBackpropFilter: 'tf.maxPool',
  Dilation2DBackpropInput: 'tf.maxPool',
  Draw: 'tf.browser.draw on results of the run',
  FFT: fourier,
  IFFT: fourier,
  Imag: parts,
  MaxPoolWithArgmax: 'tf.maxPool',
  Multinomial: 'tf.argMax of the logits plus Gumbel noise from an input',
  NonMaxSuppressionV3: suppression,
  NonMaxSuppressionV4: suppression,
  NonMaxSuppressionV5: suppression,
  RaggedGather: ragged,
  RaggedRange: ragged,
  RaggedTensorToTensor: ragged,
  Real: parts,
  SparseFillEmptyRows: sparse,
  SparseReshape: 'tf.reshape on dense tensors',
  SparseSegmentMean: sparse,
  SparseSegmentSum: sparse,
  SparseToDense: 'tf.scatterND',
  StaticRegexReplace: strings,
  StringNGrams: strings,
  StringSplit: strings,
  StringToHashBucketFast: strings,
  Unique: 'tf.bincount to count whole numbers',
  Where: 'tf.where to select, which keeps the shape',
}

/** Operations with gradients, by kernels for which TensorFlow.js has none. */
const differentiable: Readonly<Record<string, string>> = {
  Bincount: 'tf.unsortedSegmentSum',
  CropAndResize: 'tf.slice and tf.image.resizeBilinear',
  Cumprod: 'tf.exp of tf.cumsum of the logarithms',
  DenseBincount: 'tf.unsortedSegmentSum',
  DepthToSpace: 'tf.reshape and tf.transpose',
  Einsum: 'tf.transpose and tf.matMul',
  FlipLeftRight: 'tf.reverse',
  GatherNd: 'tf.gather',
  RotateWithOffset: 'tf.gather on reshaped images',
  ScatterNd: 'tf.unsortedSegmentSum',
  StridedSlice: 'tf.slice and tf.gather',
  TensorScatterUpdate: 'tf.where with a mask',
  TopK: 'tf.gather at the positions that it returns',
  Transform: 'tf.gather on reshaped images',
}

/** Advice on what to use instead of a kernel that cannot be traced. */
export function traceableAdvice(kernel: string): string {
  if (Object.hasOwn(traceable, kernel)) return `Use ${traceable[kernel]}.`
  return 'Compose it from other operations, or compute it outside the graph and feed the result.'
}

/** Advice on what to use instead of a kernel without a gradient. */
export function gradientAdvice(kernel: string): string {
  const instead = Object.hasOwn(differentiable, kernel) ? differentiable[kernel] : 'other operations'
  return `Use ${instead}, or define a gradient with tf.customGrad.`
}
