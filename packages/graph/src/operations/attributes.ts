import type { ElementwiseAttributes, NoAttributes } from './elementwise.js'

interface Reduction {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}

interface Axis {
  readonly axis: number
}

interface Cumulation extends Axis {
  /** Whether each result excludes the element itself. */
  readonly exclusive: boolean
  /** Whether it starts at the end of the axis. */
  readonly reverse: boolean
}

export interface ReductionAttributes {
  readonly Sum: Reduction
  readonly Mean: Reduction
  readonly Max: Reduction
  readonly Min: Reduction
  readonly Prod: Reduction
  readonly All: Reduction
  readonly Any: Reduction
  readonly ArgMax: Axis
  readonly ArgMin: Axis
  readonly Softmax: NoAttributes
  readonly Cumsum: Cumulation
  readonly Cumprod: Cumulation
}

/** Elements before and after each axis. */
type Paddings = readonly (readonly [before: number, after: number])[]

export interface ShapeAttributes {
  readonly Reshape: { readonly shape: readonly number[] }
  readonly Transpose: { readonly perm: readonly number[] }
  readonly Concat: Axis
  readonly SplitV: Axis & { readonly sizes: readonly number[] }
  readonly Tile: { readonly reps: readonly number[] }
  readonly PadV2: { readonly paddings: Paddings; readonly constantValue: number }
  readonly MirrorPad: { readonly paddings: Paddings; readonly mode: 'reflect' | 'symmetric' }
  readonly Reverse: { readonly axes: readonly number[] }
}

export interface IndexingAttributes {
  readonly Slice: { readonly begin: readonly number[]; readonly size: readonly number[] }
  /** A null end is before the first element. */
  readonly StridedSlice: {
    readonly begin: readonly number[]
    readonly end: readonly (number | null)[]
    readonly strides: readonly number[]
  }
  readonly TopK: { readonly k: number; readonly sorted: boolean }
  readonly GatherV2: Axis & { readonly batchDims: number }
  readonly GatherNd: NoAttributes
  readonly ScatterNd: { readonly shape: readonly number[] }
  readonly TensorScatterUpdate: NoAttributes
  readonly UnsortedSegmentSum: { readonly numSegments: number }
  readonly OneHot: { readonly depth: number; readonly onValue: number; readonly offValue: number }
}

export interface ProductAttributes {
  readonly BatchMatMul: { readonly transposeA: boolean; readonly transposeB: boolean }
}

/** How a filter or a pooling window moves over height and width. */
export interface WindowAttributes {
  /** Steps down and across. */
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** The kind of padding behind `pads`, with `same` and `valid` as in TensorFlow. */
  readonly padding: 'same' | 'valid' | 'explicit'
  /** Rows above and below, columns left and right. */
  readonly pads: readonly [top: number, bottom: number, left: number, right: number]
}

interface InputGradient extends WindowAttributes {
  readonly inputShape: readonly number[]
}

interface FilterGradient extends WindowAttributes {
  readonly filterShape: readonly number[]
}

export interface ConvolutionAttributes {
  readonly Conv2D: WindowAttributes
  readonly Conv2DBackpropInput: InputGradient
  readonly Conv2DBackpropFilter: FilterGradient
  readonly DepthwiseConv2dNative: WindowAttributes
  readonly DepthwiseConv2dNativeBackpropInput: InputGradient
  readonly DepthwiseConv2dNativeBackpropFilter: FilterGradient
}

export interface Pooling extends WindowAttributes {
  /** Other padding is a separate operation. */
  readonly padding: 'same' | 'valid'
  /** Rows and columns of the window. */
  readonly window: readonly [number, number]
}

export interface PoolingAttributes {
  readonly MaxPool: Pooling
  readonly AvgPool: Pooling
  readonly MaxPoolGrad: Pooling
  readonly AvgPoolGrad: Pooling & { readonly inputShape: readonly number[] }
}

export interface Sampling {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

interface Resize extends Sampling {
  /** Height and width. */
  readonly size: readonly [number, number]
}

export interface ImageAttributes {
  readonly DepthToSpace: { readonly blockSize: number }
  readonly ResizeBilinear: Resize
  readonly ResizeNearestNeighbor: Resize
  readonly ResizeBilinearGrad: Sampling
  readonly ResizeNearestNeighborGrad: Sampling
}

/** The attributes, besides `name`, of the composites that writers and passes support. */
export interface CompositeAttributes {
  readonly LayerNorm: { readonly epsilon: number }
  readonly Gelu: object
  readonly PixelShuffle: { readonly blockSize: number }
  readonly PixelUnshuffle: { readonly blockSize: number }
}

export type CompositeName = keyof CompositeAttributes

export interface MarkerAttributes {
  readonly Cast: NoAttributes
  readonly Barrier: NoAttributes
}

/** The attributes of the nodes of all operations that compute something. */
export interface ComputedAttributes
  extends ElementwiseAttributes,
    MarkerAttributes,
    ReductionAttributes,
    ShapeAttributes,
    IndexingAttributes,
    ProductAttributes,
    ConvolutionAttributes,
    PoolingAttributes,
    ImageAttributes {}
