/** A dense array of float32 numbers with its shape, row-major. */
export interface Float32Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** A decoded photograph: interleaved samples, row by row, 0 … 255 (`depth` 8) or 0 … 65535 (`depth` 16). */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Grey, grey + alpha, RGB, RGB + alpha. */
  readonly channels: 1 | 2 | 3 | 4
  readonly depth: 8 | 16
  readonly data: Uint8Array | Uint16Array // [height, width, channels]
}

/** The restoration tasks. */
export type Task = 'denoise' | 'derain' | 'dehaze' | 'deblur' | 'lowlight'

export const tasks: readonly Task[] = ['denoise', 'derain', 'dehaze', 'deblur', 'lowlight']
